"""`akzess agencies`: traffic with agencies in an operator's hands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from akzess.house import TENANT, House
from akzess.output import as_json, console, table
from connectors.registry import discover
from engine.commands import ResolveIncident, RetryIncident
from engine.errors import Conflict, NotFound
from engine.model import SYSTEM, Actor, Job, JobState
from service import traffic

from .common import DATABASE, As, AsJson, Database, data, opened, person

_app = typer.Typer(
    help="Agencies: what waits for each, how it answers; pause, drain, retry.",
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
)
Name = Annotated[str, typer.Argument(help="an agency, as `akzess agencies` lists it")]
Reason = Annotated[str, typer.Option("--reason", "-r", help="kept with the state, for whoever looks next")]
_ENGINE_QUEUE = "engine"


@_app.callback()
def agencies(context: typer.Context, database: Database = DATABASE, as_json_: AsJson = False) -> None:
    """A table: agency by paused or rate, breaker, waiting, stuck, age of the backlog, calls, errors, p50, p95 (24 h).

    Examples:

      akzess agencies

      akzess agencies --json
    """
    if context.invoked_subcommand is None:
        _list(database, as_json_)


@_app.command("list")
def _list(database: Database = DATABASE, as_json_: AsJson = False) -> None:
    """The same as `akzess agencies`.

    Example: akzess agencies list --json
    """
    with opened(database) as house:
        rows = traffic.agencies(house.store, _names(house), house.clock.now())
    if as_json_:
        as_json({"agencies": rows})
        return
    table(
        "Stellen / agencies (24 h)",
        ("Stelle", "Zustand", "wartet", "gestört", "seit", "Aufrufe", "Fehler", "p50/p95"),
        [
            (
                row["name"],
                _light(row),
                row["waiting"] + row["leased"],
                row["incidents"],
                None if row["backlogSeconds"] is None else f"{row['backlogSeconds'] // 60} min",
                row["calls"],
                row["errors"],
                None if row["p50Seconds"] is None else f"{row['p50Seconds']:.2f}/{row['p95Seconds']:.2f} s",
            )
            for row in rows
        ],
    )


@_app.command()
def pause(
    name: Name, reason: Reason = "", as_: As = "", database: Database = DATABASE, as_json_: AsJson = False
) -> None:
    """No worker claims jobs for this agency any more; calls under way are finished.

    Example: akzess agencies pause kammern --reason "Wartung bis 18 Uhr"
    """
    _steer(name, paused=True, rate=None, reason=reason, as_=as_, database=database, machine=as_json_)


@_app.command()
def resume(
    name: Name, reason: Reason = "", as_: As = "", database: Database = DATABASE, as_json_: AsJson = False
) -> None:
    """Go on, as fast as it goes.

    Example: akzess agencies resume kammern
    """
    _steer(name, paused=False, rate=None, reason=reason, as_=as_, database=database, machine=as_json_)


@_app.command()
def drain(
    name: Name,
    rate: Annotated[int, typer.Option("--rate", min=1, max=100_000, help="jobs a minute, all workers together")],
    reason: Reason = "",
    as_: As = "",
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Go on with at most so many jobs a minute, until somebody resumes.

    Example: akzess agencies drain kammern --rate 120
    """
    _steer(name, paused=False, rate=rate, reason=reason, as_=as_, database=database, machine=as_json_)


@_app.command()
def orders(
    name: Annotated[str | None, typer.Argument(help="only of this agency")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="at most so many")] = 50,
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Who paused, drained or resumed an agency, when and why, newest first.

    Example: akzess agencies orders kammern
    """
    with opened(database) as house:
        rows = [traffic.order(row) for row in traffic.orders(house.read, name, limit)]
    if as_json_:
        as_json({"items": rows})
        return
    table(
        "Anordnungen / orders",
        ("Zeit", "Stelle", "Anordnung", "je Minute", "Konto", "Grund"),
        [(r["at"], r["agency"], r["order"], r["ratePerMinute"], r["account"], r["reason"]) for r in rows],
    )


@_app.command()
def jobs(
    name: Annotated[str | None, typer.Argument(help="only of this agency")] = None,
    state: Annotated[str, typer.Option(help="waiting, leased or incident")] = "incident",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="at most so many")] = 50,
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """List jobs in a state, by case.

    Example: akzess agencies jobs kammern --state waiting
    """
    if state not in traffic.STATES:
        raise typer.BadParameter(f"a state is one of {', '.join(traffic.STATES)}")
    with opened(database) as house:
        rows = [row for row, _ in zip(_jobs(house, traffic.STATES[state], name), range(limit), strict=False)]
    if as_json_:
        as_json({"items": [traffic.job(row) for row in rows]})
        return
    table(
        "Aufträge / jobs",
        ("Auftrag", "Vorgang", "Art", "Versuche", "fällig", "zuletzt"),
        [(j.id, j.business_key, j.type, f"{j.attempts}/{j.max_attempts}", j.run_at, j.last_error) for j in rows],
    )


@_app.command()
def retry(
    as_: As,
    job: Annotated[str | None, typer.Argument(help="a job id of `akzess agencies jobs`")] = None,
    every: Annotated[
        str | None, typer.Option("--all", help="every stuck job of this agency whose outcome is known")
    ] = None,
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Send stuck jobs again, under the same key as before.

    What may have arrived already (outcome unknown) is never part of --all: it is looked at one by one.

    Examples:

      akzess agencies retry 01a1….3.service --as clara.dd

      akzess agencies retry --all kammern --as clara.dd
    """
    if (job is None) == (every is None):
        raise typer.BadParameter("either a job or --all AGENCY")
    with opened(database) as house:
        actor = person(as_)
        if job is not None:
            ids = [traffic.parts(job)]
        else:
            found = list(_jobs(house, JobState.INCIDENT, every))
            unknown = {case_id: _unknown(house, case_id) for case_id in {row.case_id for row in found}}
            ids = [(j.case_id, j.activation) for j in found if j.activation not in unknown[j.case_id]]
        done, refused = _retry(house, actor, ids, single=job is not None)
    if as_json_:
        as_json({"retried": done, "refused": refused})
    else:
        console().print(f"{done} wieder eingereiht / retried, {refused} abgelehnt / refused")


@_app.command()
def resolve(
    job: Annotated[str, typer.Argument(help="a job id of `akzess agencies jobs`")],
    as_: As,
    reason: Annotated[str, typer.Option("--reason", "-r", help="goes into the case's history")],
    answer: Annotated[str | None, typer.Option("--data", help="JSON object: the agency's answer")] = None,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="the answer as JSON or YAML")] = None,
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Go on as if the agency had answered so; for letters that arrived although nobody knew.

    Example: akzess agencies resolve 01a1….3.service --as clara.dd --reason "telefonisch bestätigt" --data '{}'
    """
    case_id, activation = traffic.parts(job)
    with opened(database) as house:
        done = house.handle(
            ResolveIncident(
                actor=person(as_),
                case_id=case_id,
                activation=activation,
                reason=reason,
                variables=data(answer, file),
            )
        )
    if as_json_:
        as_json({"caseId": done.case_id, "version": done.version, "status": done.status.value})
    else:
        console().print(f"{job}: erledigt / resolved, {done.status.value}")


def _names(house: House) -> set[str]:
    """Those with a folder or a package, and whoever has a queue (external workers)."""
    queues = {count.queue for count in house.read.job_counts(TENANT)} - {_ENGINE_QUEUE}
    return {*discover(), *queues, *house.store.queue_states()}


def _light(row: dict[str, Any]) -> str:
    if row["paused"]:
        return "pausiert"
    if row["breaker"] != "closed":
        return "antwortet nicht"
    return "läuft" if row["ratePerMinute"] is None else f"{row['ratePerMinute']}/min"


def _steer(name: str, *, paused: bool, rate: int | None, reason: str, as_: str, database: str, machine: bool) -> None:
    by = person(as_) if as_ else SYSTEM
    with opened(database) as house:
        if name not in _names(house):
            raise NotFound(name)
        now = house.clock.now()
        with house.store.unit_of_work() as work:
            traffic.steer(work, name, paused=paused, rate=rate, now=now, by=by, reason=reason)
            work.commit()
        (row,) = traffic.agencies(house.store, [name], now)
    if machine:
        as_json(row)
    else:
        console().print(f"{name}: {_light(row)}, {row['waiting']} warten / waiting", markup=False)


def _jobs(house: House, state: JobState, name: str | None) -> Iterator[Job]:
    after: str | None = None
    while True:
        page = house.read.jobs(TENANT, state, queue=name, limit=500, after=after)
        yield from page.items
        if page.next is None:
            return
        after = page.next


def _unknown(house: House, case_id: str) -> set[int]:
    rows = house.read.open_rows(TENANT, case_id).incidents
    return {row.activation for row in rows if row.code == "outcome-unknown"}


def _retry(house: House, actor: Actor, ids: Sequence[tuple[str, int]], *, single: bool) -> tuple[int, int]:
    done = refused = 0
    for case_id, activation in ids:
        try:
            house.handle(RetryIncident(actor=actor, case_id=case_id, activation=activation))
            done += 1
        except (Conflict, NotFound):
            if single:
                raise
            refused += 1  # somebody was faster, or the case is suspended; the others go on
    return done, refused


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(_app, name="agencies")
