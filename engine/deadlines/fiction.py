"""The deemed approval of the Federal Employment Agency by silence (§ 36(2) BeschV)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from .calendar import SAXONY, Calendar
from .deadline import Deadline, end_of
from .derivation import DeadlineError, Derivation, Step
from .periods import Period, Unit

FICTION = "§ 36 Abs. 2 BeschV"


class NoticeKind(StrEnum):
    """What the agency may say to stop the fiction."""

    INSUFFICIENT = "INSUFFICIENT"  # the information is not enough to decide
    EMPLOYER_SILENT = "EMPLOYER_SILENT"  # the employer did not answer, or not in time
    DECISION = "DECISION"  # approval or refusal itself


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of the agency and the day on which it reached the immigration authority."""

    kind: NoticeKind
    received: date


class FictionState(StrEnum):
    """Where the deemed approval stands."""

    RUNNING = "RUNNING"  # silence so far, the period has not ended
    BLOCKED = "BLOCKED"  # a timely notice: wait for the explicit decision
    DEEMED = "DEEMED"  # the period ended in silence; a second clerk confirms before it is relied on


@dataclass(frozen=True, slots=True)
class Fiction:
    """The period of § 36(2) BeschV. No pause of the AKZESS clock touches it.

    `at_agency` uses the holidays of the agency's team alone, `relied_on` those of both places: before that day has
    ended nobody relies on the silence.
    """

    transmitted: date
    at_agency: Deadline
    relied_on: Deadline
    notices: tuple[Notice, ...]
    derivation: Derivation

    @property
    def blocking(self) -> Notice | None:
        """The first timely notice, if any; timely is judged by the later end."""
        timely = [notice for notice in self.notices if notice.received <= self.relied_on.end]
        return min(timely, key=lambda notice: notice.received, default=None)

    @property
    def deemed_at(self) -> datetime | None:
        """The instant from which the approval counts as given, or None when it is blocked."""
        return None if self.blocking else self.relied_on.ends_at

    def state_on(self, day: date) -> FictionState:
        """The state at the beginning of `day`, from the notices known."""
        blocking = self.blocking
        if blocking is not None and blocking.received <= day:
            return FictionState.BLOCKED
        return FictionState.DEEMED if day > self.relied_on.end else FictionState.RUNNING


def ba_fiction(
    transmitted: date,
    weeks: int,
    agency: Calendar = SAXONY,
    authority: Calendar = SAXONY,
    *,
    notices: tuple[Notice, ...] = (),
) -> Fiction:
    """The deemed approval for a request transmitted on `transmitted` (that day is not counted).

    `weeks` is 2, or 1 under § 81a AufenthG or § 18g(4); `agency` the calendar of the agency's team, `authority` that
    of the immigration authority. Raises `DeadlineError` for other lengths and notices before the transmission.
    """
    if weeks not in (1, 2):
        raise DeadlineError(f"§ 36(2) BeschV knows two weeks or one, not {weeks}")
    if any(notice.received < transmitted for notice in notices):
        raise DeadlineError("a notice cannot arrive before the request was transmitted")
    period = Period(weeks, Unit.WEEKS)
    at_agency = end_of(transmitted, period, agency, norm=FICTION)
    relied_on = end_of(transmitted, period, agency | authority, norm=FICTION)
    fiction = Fiction(transmitted, at_agency, relied_on, notices, relied_on.derivation)
    blocking = fiction.blocking
    if blocking is None:
        last = Step(
            "bei Schweigen bis zum Ablauf dieses Tages gilt die Zustimmung als erteilt",
            "silence until the end of this day counts as approval",
            FICTION,
            relied_on.end,
        )
    else:
        last = Step(
            "rechtzeitige Mitteilung der Bundesagentur: keine Fiktion",
            "timely notice of the agency: no deemed approval",
            FICTION,
            blocking.received,
        )
    return Fiction(transmitted, at_agency, relied_on, notices, (*relied_on.derivation, last))
