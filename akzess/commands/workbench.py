"""`akzess coverage | mutants`: what the scenarios of a procedure walk on, and which planted faults they would not notice."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer
from rich.progress import Progress

from akzess import bundle
from akzess.output import as_json, console, table
from akzess.scenario_file import files
from akzess.scenarios import folder as scenarios_of
from akzess.workbench import equivalent
from akzess.workbench.coverage import Coverage, ProcessCoverage, Share, report
from akzess.workbench.kept import Kept, digest
from akzess.workbench.mutants import mutants
from akzess.workbench.plays import Verdict, judge_all, walk_all

from .common import AsJson, ExitCode

Folder = Annotated[Path, typer.Argument(help="folder of the procedure, with scenarios/ in it")]
Only = Annotated[str | None, typer.Option("--process", "-p", help="only this process")]


def coverage(folder: Folder = bundle.AKZESS, process: Only = None, as_json_: AsJson = False) -> None:
    """Play all scenarios and say which elements, boundary events and flows none of them passes.

    Ends with 6 when a scenario does not hold.

    Examples:

      akzess coverage

      akzess coverage --process ba-approval --json
    """
    compiled, _ = bundle.compiled(bundle.read(folder))
    walked, broken = Coverage(), []
    for _, played in _played(folder):
        walked.add(played.coverage)
        broken += [f"{played.scenario_id}: {played.problem}"] if played.problem else []
    found = [one for one in report(compiled, walked) if process in (None, one.process_id)]
    if as_json_:
        as_json({"broken": broken, "processes": [_plain(one) for one in found]})
    else:
        table(
            "Überdeckung / coverage",
            ("Prozess", "Elemente", "Randereignisse", "Flüsse", "fehlt"),
            [(one.process_id, *map(_share, (one.elements, one.boundaries, one.flows)), _missing(one)) for one in found],
        )
        for line in broken:
            console().print(line, markup=False)
    if broken:
        raise typer.Exit(ExitCode.FAILED)


def plant(
    folder: Folder = bundle.AKZESS,
    process: Only = None,
    processes: Annotated[int, typer.Option("--processes", help="how many mutants at once")] = os.cpu_count() or 1,
    keep: Annotated[
        Path | None, typer.Option("--keep", help="file of verdicts: what is in it already is not judged again")
    ] = None,
    part: Annotated[str, typer.Option("--part", help="of so many parts only this one, by element: 2/6")] = "1/1",
    as_json_: AsJson = False,
) -> None:
    """Plant small faults (a flow dropped, targets swapped, a timer shifted …) and name those that no scenario notices.

    Those that equivalent.yaml beside the scenarios gives a reason for are not planted: they change nothing. How far it is
    is told on standard error. A run that was ended goes on with the same --keep as long as procedure and scenarios are
    the same; files of several parts, put one behind the other, are the file of the whole.

    Examples:

      akzess mutants --process hearing

      akzess mutants --keep verdicts.jsonl --part 2/6

      akzess mutants --json
    """
    number, parts = _part(part)
    resources = bundle.read(folder)
    compiled, _ = bundle.compiled(resources)
    every = list(mutants(compiled))
    reasons = equivalent.read(scenarios_of(folder))
    for name in equivalent.strangers(reasons, (one.id for one in every)):
        console(error=True).print(f"equivalent.yaml: {name} gibt es nicht mehr / is no mutant any more", markup=False)
    elements = {element: at for at, element in enumerate(dict.fromkeys(one.element_id for one in every))}
    planted = [
        one
        for one in every
        if process in (None, one.process_id)
        and one.id not in reasons
        and elements[one.element_id] % parts == number - 1
    ]
    kept = Kept(keep, digest(resources, scenarios_of(folder).glob("*.yaml")))
    verdicts = kept.known(planted)
    known = {verdict.mutant.id for verdict in verdicts}
    left = [mutant for mutant in planted if mutant.id not in known]
    if left:
        walks = {path: played.coverage for path, played in _played(folder)}
        with _watched(len(planted), len(verdicts)) as seen:

            def told(verdict: Verdict) -> None:
                kept.add(verdict)
                seen(verdict)

            verdicts += judge_all(compiled, left, walks, processes=processes, told=told)
    survived = [verdict for verdict in verdicts if not verdict.noticed_by]
    score = round(100 * (1 - len(survived) / len(verdicts)), 1) if verdicts else 100.0
    if as_json_:
        as_json({"mutants": len(verdicts), "equivalent": dict(reasons), "noticed": len(verdicts) - len(survived), "score": score,
                 "verdicts": [_verdict(one) for one in verdicts]})  # fmt: skip
        return
    table(
        "Nicht bemerkt / not noticed",
        ("Prozess", "Element", "Art", "Was", "geprüft von"),
        [(v.mutant.process_id, v.mutant.element_id, v.mutant.kind, v.mutant.text["de"], v.tried) for v in survived],
        empty="keine / none",
    )
    console().print(f"{len(verdicts) - len(survived)} von {len(verdicts)} bemerkt: {score} %", markup=False)


def _part(text: str) -> tuple[int, int]:
    number, _, parts = text.partition("/")
    if not (number.isdecimal() and parts.isdecimal() and 0 < int(number) <= int(parts)):
        raise typer.BadParameter("2/6: der zweite von sechs Teilen / the second of six parts", param_hint="--part")
    return int(number), int(parts)


@contextmanager
def _watched(total: int, done: int) -> Iterator[Callable[[Verdict], None]]:
    """Hears of verdicts and shows how far it is: a bar for who looks, a line each for a file."""
    out = console(error=True)
    if out.is_terminal:
        with Progress(console=out, transient=True) as bar:
            line = bar.add_task(f"{total} Mutanten", total=total, completed=done)
            yield lambda _: bar.advance(line)
        return
    count = itertools.count(done + 1)

    def told(verdict: Verdict) -> None:
        by = verdict.noticed_by or "–"
        out.print(f"{next(count)}/{total} {verdict.mutant.id}: {by} ({verdict.tried})", markup=False)

    yield told


def _played(folder: Path) -> Iterable[Any]:
    """Every scenario of the folder on the unchanged procedure, with a line that says how far it is."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    resources = bundle.read(folder)
    compiled, written = bundle.compiled(resources)
    paths = files(scenarios_of(folder))
    with Progress(console=console(error=True), transient=True) as bar:
        line = bar.add_task(f"{len(paths)} Szenarien", total=len(paths))
        for one in walk_all(compiled, written, paths):
            bar.advance(line)
            yield one


def _plain(one: ProcessCoverage) -> dict[str, object]:
    return {
        "processId": one.process_id,
        "resource": one.resource,
        **{
            name: {"covered": share.covered, "total": share.total, "missing": list(share.missing)}
            for name, share in (("elements", one.elements), ("boundaries", one.boundaries), ("flows", one.flows))
        },
    }


def _verdict(one: Verdict) -> dict[str, object]:
    mutant = one.mutant
    return {
        "id": mutant.id,
        "processId": mutant.process_id,
        "elementId": mutant.element_id,
        "kind": mutant.kind,
        "text": dict(mutant.text),
        "noticedBy": one.noticed_by or None,
        "tried": one.tried,
    }


def _share(share: Share) -> str:
    return f"{share.covered}/{share.total}"


def _missing(one: ProcessCoverage) -> str:
    return " ".join((*one.elements.missing, *one.boundaries.missing, *one.flows.missing))


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(coverage)
    app.command("mutants")(plant)
