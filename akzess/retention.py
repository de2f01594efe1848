"""Whether the contents of a case may be destroyed: it is over, its time of keeping too, and nobody holds it (§ 68 AufenthV)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from akzess.scenario_file import BERLIN
from engine.errors import Conflict
from engine.model import Case

#: § 68 AufenthV: ten years after the file was closed.
YEARS = 10


class MustStay(Conflict):
    """The contents of the case have to be kept; the text says why."""

    code = "must-stay"


def holds(file: Path | None) -> Mapping[str, str]:
    """Legal holds: case number by its reason. One a line, number and reason with a space between; # begins a remark.

    Errors: OSError for a file that was named and is not there; ValueError for a hold without a reason.
    """
    found: dict[str, str] = {}
    for line in file.read_text(encoding="utf-8").splitlines() if file is not None else ():
        text = line.partition("#")[0].strip()
        number, _, reason = text.partition(" ")
        if text and not reason.strip():
            raise ValueError(f"{file}: the hold on {number} has no reason")
        if text:
            found[number] = reason.strip()
    return found


def kept_until(ended: datetime) -> date:
    """The last day on which the contents have to be there."""
    day = ended.astimezone(BERLIN).date()
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:  # 29 February
        return day.replace(year=day.year + YEARS, day=28)


def permit(case: Case, held: Mapping[str, str], now: datetime, order: str) -> None:
    """Return when the contents may go. `order` (a court's, an authority's) replaces the time, never a hold.

    Error: `MustStay`.
    """
    if case.status.open or case.ended_at is None:
        raise MustStay("der Vorgang läuft noch / the case is not over")
    reason = held.get(case.business_key) or held.get(case.id)
    if reason:
        raise MustStay(f"gesperrt / held: {reason}")
    until = kept_until(case.ended_at)
    if not order and now.astimezone(BERLIN).date() <= until:
        raise MustStay(f"aufzubewahren bis {until:%d.%m.%Y} (§ 68 AufenthV) / to be kept until {until}")
