"""`akzess forecast | mining`: what the next weeks will bring at a site, and counting the histories again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated

import typer
from rich.progress import Progress

from akzess.house import TENANT
from akzess.output import as_json, console, table
from akzess.procedure import MAIN
from authority.forecast import Absence, Answer, Question, Week
from authority.forecast import forecast as simulate
from authority.forecast.answer import plain
from engine.errors import NotFound
from service.forecast.situation import situation
from service.mining.diagrams import guide, models
from store import SqlStore
from store.mining.counting import BATCH, again, count

from .common import DATABASE, AsJson, Database, opened


def forecast(
    site: Annotated[str, typer.Option(help="DD, FG, C or L")] = "DD",
    sick: Annotated[
        list[str] | None, typer.Option("--sick", help="role=people who are away besides, for example akz-clerk=2")
    ] = None,
    since: Annotated[str, typer.Option(help="first day of that, 2026-11-30; default: next Monday")] = "",
    until: Annotated[str, typer.Option(help="last day; default: four days later")] = "",
    arrivals: Annotated[float, typer.Option(help="so many times as many applications")] = 1.0,
    weeks: Annotated[int, typer.Option(min=1, max=12)] = 8,
    replications: Annotated[int, typer.Option(min=20, max=1000)] = 200,
    seed: Annotated[int, typer.Option(help="the same seed gives the same answer")] = 1,
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Simulate a site from today: the probability of missing the four weeks by week and role, with 90 % intervals.

    Examples:

      akzess forecast --site DD

      akzess forecast --site DD --sick akz-clerk=2 --json
    """
    with opened(database) as house:
        known = [one for one in house.read.definitions(TENANT, newest_only=True) if one.process_id == MAIN]
        if not isinstance(house.store, SqlStore) or not known:
            raise NotFound(MAIN)
        model = models(house.engine)(known[0].deployment_id)
        found = situation(house.store, TENANT, MAIN, site, model, house.clock.now(), weeks * 7 + 8)
    first = _day(since) or found.now.date() + timedelta(days=7 - found.now.weekday())
    last = _day(until) or first + timedelta(days=4)
    question = Question(
        absences=tuple(_absence(one, first, last) for one in sick or ()),
        arrivals=arrivals,
        weeks=weeks,
        replications=replications,
        seed=seed,
    )
    with Progress(console=console(error=True), transient=True) as bar:
        line = bar.add_task("Welten / worlds", total=replications)
        answer = simulate(found, question, lambda done, wanted: bar.update(line, completed=done, total=wanted))
        usual = None if question.plain else simulate(found, replace(question, absences=(), arrivals=1.0))
    if as_json_:
        as_json({"site": site, "answer": plain(answer), "usual": None if usual is None else plain(usual)})
        return
    _told(site, answer, usual)


def _told(site: str, answer: Answer, usual: Answer | None) -> None:
    names = guide().names
    rows = []
    for n, week in enumerate(answer.weeks):
        roles = ", ".join(f"{names.get(r.role, (r.role,))[0]} {r.missed:.1f}" for r in week.roles[:3])
        rows.append(
            (
                week.monday.isoformat(),
                f"{week.due:.1f}",
                f"{week.missed:.1f} ({week.missed_low:.0f} bis {week.missed_high:.0f})",
                _share(week),
                "" if usual is None else _share(usual.weeks[n]),
                roles,
            )
        )
    head = ("Woche ab", "fällig", "verfehlt (90 %)", "Anteil", "sonst", "wer dann am Zug ist")
    table(f"Vorausschau {site} / forecast ({answer.replications} Welten, Saat {answer.seed})", head, rows)


def _share(week: Week) -> str:
    return "–" if week.probability is None else f"{week.probability:.0%}"


def mining(
    from_start: Annotated[bool, typer.Option("--again", help="forget all figures first")] = False,
    database: Database = DATABASE,
    as_json_: AsJson = False,
) -> None:
    """Count the histories of closed cases now; with --again from the first case on, after the rules have changed.

    Examples:

      akzess mining

      akzess mining --again --json
    """
    done = 0
    with opened(database) as house:
        if not isinstance(house.store, SqlStore):
            raise NotFound("mining")
        if from_start:
            again(house.store, TENANT)
        model_of = models(house.engine)
        before = house.clock.now() - timedelta(minutes=10)
        while some := count(house.store, TENANT, model_of, before):
            done += some
            if some < BATCH:
                break
    if as_json_:
        as_json({"cases": done})
    else:
        console().print(f"{done} Vorgänge ausgewertet / cases counted", markup=False)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day like 2026-11-30") from None


def _absence(text: str, since: date, until: date) -> Absence:
    role, _, people = text.partition("=")
    if not role or not people.isdecimal() or until < since:
        raise typer.BadParameter(f"{text!r} is not role=people, or its days are the wrong way round")
    return Absence(role, float(people), since, until)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(forecast)
    app.command()(mining)
