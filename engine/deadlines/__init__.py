"""Statutory periods, holidays, pauses and deemed acts, each with a derivation that a clerk can print.

Days are legal days in Europe/Berlin; no function reads a clock. Rules, sources and open legal questions are in
docs/deadlines.md.
"""

from .calendar import SAXONY, Calendar, Holiday, Place
from .clock import AkzessClock, ClockRules, ClockStart, Threshold
from .deadline import ROLL_BGB, ROLL_VWGO, ROLL_VWVFG, Deadline, EndRule, after_hours, end_of, extended, fixed_day
from .derivation import DeadlineError, Derivation, Step, printed
from .fiction import Fiction, FictionState, Notice, NoticeKind, ba_fiction
from .instants import BERLIN, begin_of_day, end_of_day, local_day
from .notification import Channel, Notification, Retrieval, SetDeadline, notified, retrieval, set_deadline
from .pauses import Pause, PauseReason
from .periods import Period, Unit, age_on, half_year, named_day, not_consecutive, quarter, raw_end

__all__ = [
    "BERLIN",
    "ROLL_BGB",
    "ROLL_VWGO",
    "ROLL_VWVFG",
    "SAXONY",
    "AkzessClock",
    "Calendar",
    "Channel",
    "ClockRules",
    "ClockStart",
    "Deadline",
    "DeadlineError",
    "Derivation",
    "EndRule",
    "Fiction",
    "FictionState",
    "Holiday",
    "Notice",
    "NoticeKind",
    "Notification",
    "Pause",
    "PauseReason",
    "Period",
    "Place",
    "Retrieval",
    "SetDeadline",
    "Step",
    "Threshold",
    "Unit",
    "after_hours",
    "age_on",
    "ba_fiction",
    "begin_of_day",
    "end_of",
    "end_of_day",
    "extended",
    "fixed_day",
    "half_year",
    "local_day",
    "named_day",
    "not_consecutive",
    "notified",
    "printed",
    "quarter",
    "raw_end",
    "retrieval",
    "set_deadline",
]
