"""What the simulation starts from: counted, without names and case numbers, as plain records that cross to a process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Station:
    """Where a case waits. `role` has the ball; with `minutes` somebody of the role has to work so long on it.

    `held`: how long cases waited here on the way to their decision, by bucket of `authority.mining.buckets`.
    `side`: visits per case beside that way, which cost minutes but keep nobody waiting. `before_clock`: the four weeks
    have not begun; `pauses`: they stand still.
    """

    element: str
    role: str
    held: Mapping[int, int]
    minutes: float = 0.0
    side: float = 0.0
    before_clock: bool = False
    pauses: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the office: `present[n]` people on the n-th day from today, each with `minutes` for cases.

    `sick`: the share of days on which somebody is unexpectedly not there, `spell` working days on end on average.
    `done`: minutes by the norm that the role got done on a working day lately (0: not known).
    """

    key: str
    present: tuple[float, ...]
    minutes: float
    sick: float = 0.05
    done: float = 0.0
    spell: float = 3.0


@dataclass(frozen=True, slots=True)
class Held:
    """Where an open case waits, and for how many seconds it has."""

    element: str
    seconds: float


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case: where it waits and when its four weeks end (seconds from now; None: not begun, or standing still).

    `used`: seconds of the four weeks that were used up before they stood still.
    """

    waits: tuple[Held, ...]
    due: float | None
    used: float = 0.0


@dataclass(frozen=True, slots=True)
class Situation:
    """A site today. `onward[a][b]`: how many cases went from a to b on the way to their decision ("" begins, "." ends).

    `arrivals` cases came on `arrival_days` working days. `working[n]`: whether the n-th day from today is one.
    `now` is an instant in the office's local time.
    """

    site: str
    now: datetime
    stations: Mapping[str, Station]
    onward: Mapping[str, Mapping[str, int]]
    roles: Mapping[str, Role]
    cases: tuple[OpenCase, ...]
    arrivals: int
    arrival_days: float
    working: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Absence:
    """So many people of a role are not there on these days, both included."""

    role: str
    people: float
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Question:
    """What if: these are away besides, and `arrivals` times as many cases come."""

    absences: tuple[Absence, ...] = ()
    arrivals: float = 1.0
    weeks: int = 8
    replications: int = 200
    seed: int = 1
    seconds: float = 60.0

    @property
    def plain(self) -> bool:
        """Whether nothing is different from what is planned."""
        return not self.absences and self.arrivals == 1.0


@dataclass(frozen=True, slots=True)
class Asked:
    """Both together, as they are sent to the process that simulates."""

    situation: Situation
    question: Question
    extra: Mapping[str, Any] = field(default_factory=dict)


def plain(asked: Asked) -> dict[str, Any]:
    """As JSON values."""
    found = asdict(asked)
    found["situation"]["now"] = asked.situation.now.isoformat()
    for one in found["question"]["absences"]:
        one["since"], one["until"] = one["since"].isoformat(), one["until"].isoformat()
    return found


def read(values: Mapping[str, Any]) -> Asked:
    """Back from JSON values. Errors: KeyError, ValueError, TypeError for what was not written by `plain`."""
    s, q = values["situation"], values["question"]
    stations = {
        key: Station(**(one | {"held": {int(bucket): int(n) for bucket, n in one["held"].items()}}))
        for key, one in s["stations"].items()
    }
    roles = {key: Role(**(one | {"present": tuple(one["present"])})) for key, one in s["roles"].items()}
    cases = tuple(OpenCase(tuple(Held(**wait) for wait in one["waits"]), one["due"], one["used"]) for one in s["cases"])
    situation = Situation(
        **(
            s
            | {
                "now": datetime.fromisoformat(s["now"]),
                "stations": stations,
                "roles": roles,
                "cases": cases,
                "working": tuple(s["working"]),
            }
        )
    )
    absences = tuple(
        Absence(one["role"], float(one["people"]), date.fromisoformat(one["since"]), date.fromisoformat(one["until"]))
        for one in q["absences"]
    )
    return Asked(situation, Question(**(q | {"absences": absences})))
