"""Where a letter that was made available for retrieval stands (section 41(2a) VwVfG).

With the consent of the person concerned an electronic administrative act may be notified by being retrieved. It counts as
known on the day after the retrieval (sentence 3). If it is not retrieved within ten days after the notice of availability
left, the offer ends, and nothing has been notified (sentences 4 and 5); it may be offered again or sent by post (sentence 6).
The days themselves are computed by `engine.deadlines.retrieval`.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from .records import Provision


class Standing(StrEnum):
    """Where an offer stands."""

    OPEN = "OPEN"
    RETRIEVED = "RETRIEVED"
    ENDED = "ENDED"


def standing(provision: Provision, today: date) -> Standing:
    """Whether the letter can be retrieved on a local day, was retrieved in time, or the offer is over."""
    if provision.retrieved_at is not None:
        return Standing.RETRIEVED
    if provision.ended_at is not None or today > date.fromisoformat(provision.ends_on):
        return Standing.ENDED
    return Standing.OPEN
