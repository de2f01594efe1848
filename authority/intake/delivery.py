"""Electronic notification by retrieval after section 41(2a) VwVfG: when it is deemed known, and when the offer ends.

With the consent of the person concerned an electronic administrative act may be notified by being retrieved. It counts as
known on the day after the retrieval (sentence 3). If it is not retrieved within ten days after the notice of availability
left, the offer ends, and nothing has been notified (sentences 4 and 5); it may be offered again or sent by post (sentence 6).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from .records import Provision

#: Days after the notice of availability left (timer T37, section 41(2a) sentence 4 VwVfG).
AVAILABLE = 10
BERLIN = ZoneInfo("Europe/Berlin")


class Standing(StrEnum):
    """Where an offer stands."""

    OPEN = "OPEN"
    RETRIEVED = "RETRIEVED"
    ENDED = "ENDED"


def ends_on(notified_at: datetime, days: int = AVAILABLE) -> date:
    """The last day of the offer; the day of the notice does not count (section 31(1) VwVfG, section 187(1) BGB).

    The rule that a period's end moves from a weekend to the next working day (section 31(3) VwVfG) would only make the
    offer longer; it is left out, because the period is the authority's own and its end harms nobody: the letter is
    offered again.
    """
    return notified_at.astimezone(BERLIN).date() + timedelta(days=days)


def deemed_known_on(retrieved_at: datetime) -> date:
    """The day after the retrieval, weekend or not: it is no period but a fiction (section 41(2a) sentence 3)."""
    return retrieved_at.astimezone(BERLIN).date() + timedelta(days=1)


def standing(provision: Provision, now: datetime) -> Standing:
    """Whether the letter can be retrieved now, was retrieved in time, or the offer is over."""
    if provision.retrieved_at is not None:
        return Standing.RETRIEVED
    today = now.astimezone(BERLIN).date()
    if provision.ended_at is not None or today > date.fromisoformat(provision.ends_on):
        return Standing.ENDED
    return Standing.OPEN
