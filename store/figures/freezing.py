"""Makes snapshots: what a month came to at each site, chained to the one before."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from authority.figures.record import ClosedCase
from authority.figures.tally import Tally, added, tally

from .records import BASELINE, MONTH, Slot, Snapshot, rows_digest


def month_name(month: int) -> str:
    """ "2026-10" for 202610."""
    return f"{month // 100}-{month % 100:02d}"


def of_month(
    month: int,
    cases: Sequence[ClosedCase],
    sites: Iterable[str],
    before: Mapping[str, Snapshot],
    now: datetime,
    by: str,
) -> list[Snapshot]:
    """One for each site, also for those where nothing was closed. `before`: each site's newest."""
    made = []
    for site in sorted({*sites, *(case.site for case in cases)}):
        here = [case for case in cases if case.site == site]
        counts = {group: dict(tally(c for c in here if c.group == group)) for group in {case.group for case in here}}
        about = (MONTH, month_name(month), site, month, month, now, by)
        made.append(sealed(Snapshot(*about, len(here), rows_digest(here), counts), before.get(site)))
    return made


def of_period(
    name: str,
    since: int,
    until: int,
    tallies: Mapping[Slot, Tally],
    now: datetime,
    by: str,
    sites: Container[str] | None = None,
) -> list[Snapshot]:
    """A baseline: the tallies of a period, added up by site and group."""
    made = []
    for site in sorted({slot.site for slot in tallies if sites is None or slot.site in sites}):
        groups = {slot.group for slot in tallies if slot.site == site}
        counts = {
            group: dict(added(one for slot, one in tallies.items() if slot.site == site and slot.group == group))
            for group in groups
        }
        cases = sum(one.get("n", 0) + one.get("advised", 0) for one in counts.values())
        made.append(sealed(Snapshot(BASELINE, name, site, since, until, now, by, cases, "", counts), None))
    return made


def sealed(snapshot: Snapshot, before: Snapshot | None) -> Snapshot:
    """With its place in the chain and its digest."""
    chained = replace(snapshot, prior="" if before is None else before.sha256)
    return replace(chained, sha256=chained.digest())
