"""How likely each fault is in one run: every seed leaves out a part of them, so that they cannot hide one another."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

#: Seconds by which the clock of a process may be wrong.
SKEW = 2.0
#: Per occasion. "crash" and "freeze" are asked at every step, the others where they can happen.
FAULTS: dict[str, float] = {
    "crash": 0.004,
    "crash_before_commit": 0.006,
    "crash_after_commit": 0.006,
    "freeze": 0.003,
    "stop": 0.004,  # a worker is asked to end, between two passes
    "busy": 0.02,  # the database refuses a transaction: again
    "away": 0.01,  # the database does not answer
    "commit_lost": 0.004,  # the connection breaks during COMMIT, which did not happen
    "commit_unheard": 0.004,  # … which did
    "lost_bell": 0.5,
    "line_down": 0.08,  # the agency cannot be reached
    "request_lost": 0.05,
    "answer_lost": 0.06,
    "answer_late": 0.06,
    "agency_fault": 0.02,  # our connector fails with an error nobody foresaw
    "refused": 0.10,
    "early": 0.30,  # a message overtakes the answer
    "twice": 0.25,
    "disordered": 0.30,
    "acknowledgement_lost": 0.15,
    "double_click": 0.15,
    "impatient": 0.10,  # a client cuts the line and asks elsewhere
    "skewed": 0.5,
}


@dataclass(slots=True)
class Odds:
    """The faults that are on in this run; `quiet` turns all of them off for good."""

    on: dict[str, float]
    slow: float
    still: bool = False

    @classmethod
    def of(cls, seed: int) -> Odds:
        """A random subset of all faults, some of them more frequent than usual."""
        chance = Random(f"odds {seed}")  # repeatable on purpose
        share = chance.choice((0.0, 0.3, 0.6, 1.0)) if seed % 10 else 1.0
        on = {name: odds * chance.choice((0.5, 1, 1, 3)) for name, odds in FAULTS.items() if chance.random() < share}
        return cls(on, slow=chance.choice((0.01, 0.1, 1.0)))

    def quiet(self) -> None:
        """The last fault was that."""
        self.still = True

    def hit(self, chance: Random, fault: str) -> bool:
        """Whether a fault happens now."""
        likely = self.on.get(fault, 0.0)
        return bool(likely) and not self.still and chance.random() < likely

    def moment(self, chance: Random) -> float:
        """How long a step takes, in seconds: mostly nothing, sometimes long."""
        return chance.random() ** 6 * 3 * self.slow + chance.random() * 0.005

    def skew(self, chance: Random) -> float:
        """By how much the clock of a process is wrong, in seconds."""
        return chance.uniform(-SKEW, SKEW) if self.hit(chance, "skewed") else 0.0
