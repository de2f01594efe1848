"""The chore of the statistics: counts closed cases, freezes months that are over, notes the backlog; and what came before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

import processes
from authority.figures.record import ClosedCase
from engine.closing import Closing
from engine.errors import EngineError
from engine.handlers import Engine
from engine.model import Case
from store import SqlStore
from store.erasing import Vault, keys
from store.figures import closing as rows
from store.figures.open import figures_of
from store.figures.records import Snapshot, Supplied
from store.session import Session

from .house import TENANT
from .procedure import closing
from .scenario_file import BERLIN

log = structlog.get_logger(__name__)

#: So many days after its end a month may still change: a row that is counted late, an answer that was due (K15). Then
#: it is frozen.
OPEN_DAYS = 7
#: Rows counted in one transaction, and in one round of the chore.
BATCH, ROUND = 1_000, 20_000
#: Who freezes when nobody does it by hand.
PLATFORM = "akzess"


def round_(store: Any, now: datetime) -> int:
    """One round of the chore; how many rows were counted and snapshots taken."""
    figures = figures_of(store)
    done = 0
    while done < ROUND and (counted := figures.count(TENANT, BATCH)):
        done += counted
    note_backlog(store, now)
    return done + len(freeze_due(store, now))


def sites() -> list[str]:
    """The procedure's sites."""
    return [one["code"] for one in processes.load_parameters().items["sites"].values[-1].value]


def freeze_due(store: Any, now: datetime) -> Sequence[Snapshot]:
    """Freeze the month before, once it is a week over, and those before that nobody has frozen, oldest first."""
    figures = figures_of(store)
    month = before(now.astimezone(BERLIN) - timedelta(days=OPEN_DAYS))
    newest = figures.frozen(TENANT)
    if newest >= month:
        return []
    if newest == 0:
        first = min((slot.month for slot in figures.tallies(TENANT, 0, month)), default=0)
        if first == 0:
            return []
        newest = first - 1 if first % 100 > 1 else first - 89
    made: list[Snapshot] = []
    while newest < month:
        newest = newest + 1 if newest % 100 < 12 else newest + 89
        made += figures.freeze(TENANT, newest, now, PLATFORM, sites())
        log.info("figures.frozen", month=newest)
    return made


def before(day: datetime) -> int:
    """The month before a day, as yyyymm."""
    return day.year * 100 + day.month - 1 if day.month > 1 else day.year * 100 - 88


def note_backlog(store: Any, now: datetime) -> None:
    """K9: open cases by site and case group; the last note of a month is that of its end."""
    figures = figures_of(store)
    local = now.astimezone(BERLIN)
    month = local.year * 100 + local.month
    counts = {place: count for place, count in figures.open_cases(TENANT).items() if place[0] in sites()}
    made = [Supplied(month, site, "K9.open", count, 1, group) for (site, group), count in sorted(counts.items())]
    made += [Supplied(month, site, "K9.open", 0, 1) for site in sites() if site not in {place[0] for place in counts}]
    known = [one for one in figures.supplied(TENANT, month, month) if one.measure == "K9.open"]
    news, gone = changed(known, made)
    if news or gone:
        figures.supply(TENANT, news, gone)


def changed(known: Sequence[Supplied], made: Sequence[Supplied]) -> tuple[list[Supplied], list[Supplied]]:
    """What of the counts made is other than what is known, and what is known and counted no more."""
    kept, new = set(known), {one.key for one in made}
    return [one for one in made if one not in kept], [one for one in known if one.key not in new]


def backfill(store: SqlStore, engine: Engine, rule: Closing | None = None) -> Iterator[tuple[int, int]]:
    """Add the rows of cases that ended before there were statistics; (cases looked at, rows added) after each batch.

    A case whose month is frozen is counted in the first month that is not. Erased cases have no content any more, and
    therefore no row. May be repeated and interrupted: a row that is there stays.
    """
    after = ""
    while cases := _ended(store, after):
        after = cases[-1].id
        yield len(cases), _add(store, engine, cases, rule or closing())


def _ended(store: SqlStore, after: str, limit: int = 200) -> list[Case]:
    sql = "SELECT id FROM case_instance WHERE tenant = ? AND ended_at IS NOT NULL AND id > ? ORDER BY id LIMIT ?"
    ids = store.in_transaction(lambda session: [row[0] for row in session.all(sql, (TENANT, after, limit))])
    found = (store.read().case(TENANT, case_id) for case_id in ids)
    return [case for case in found if case is not None]


def _add(store: SqlStore, engine: Engine, cases: Sequence[Case], rule: Closing) -> int:
    figures = figures_of(store)
    frozen = figures.frozen(TENANT)
    made = []
    for case in cases:
        try:
            found = rule.record(case, engine.variables(case.id, TENANT), case.ended_at or case.updated_at)
        except EngineError as error:
            log.info("figures.passed-over", case=case.id, code=error.code)
            continue
        if found is None:
            continue
        local = (case.ended_at or case.updated_at).astimezone(BERLIN)
        late = frozen if local.year * 100 + local.month <= frozen else 0
        month = (late + 1 if late % 100 < 12 else late + 89) if late else 0
        made.append(store.in_transaction(partial(_row, vault=store.vault, case=case, found=found, month=month)))
    return figures.add(TENANT, made)


def _row(session: Session, *, vault: Vault | None, case: Case, found: Mapping[str, Any], month: int) -> ClosedCase:
    row = rows.row_of(session, keys.content(session, vault), case, found, month)
    return rows.with_letters(session, case, row)
