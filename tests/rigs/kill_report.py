"""Where the processes of the kill harness die, and what a run came to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

#: Places that a service passes here, those that a worker passes, and those on the wire between worker and agency.
IN_SERVICE = (
    "api.after_key", "api.after_lock", "api.before_commit", "api.after_commit", "api.before_wake", "api.before_reply",
    "msg.after_insert", "msg.after_match", "msg.before_commit", "deploy.after_parse", "deploy.before_commit",
    "blob.after_write", "blob.before_row", "audit.before_append",
)  # fmt: skip
IN_WORKER = (
    "claim.before_commit", "claim.after_commit", "conn.phase1.before_commit", "conn.phase1.after_commit",
    "conn.before_send", "conn.after_response", "complete.after_lock", "complete.after_engine",
    "complete.before_commit", "complete.after_commit", "timer.after_claim", "timer.before_commit",
    "timer.after_commit", "sweep.mid_batch",
)  # fmt: skip
#: Passed so seldom that a process would wait long for its second passage.
RARE = ("deploy.after_parse", "deploy.before_commit", "blob.after_write", "blob.before_row", "sweep.mid_batch")
ON_THE_WIRE = ("conn.mid_send", "conn.after_send", "conn.mid_read")
SUPERVISED_DEATHS = ("shutdown.mid_step", "any moment")


@dataclass(slots=True)
class Report:
    """What a run came to."""

    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    frozen: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    cases: Counter[str] = field(default_factory=Counter)
    ended: int = 0
    waiting: int = 0
    incidents: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    #: Name and exit code of each process that was asked to stop (K23).
    stopped: list[tuple[str, int | None]] = field(default_factory=list)
    tries: int = 0
    retried: int = 0
    unsure: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Nothing lost, doubled or odd."""
        return not (self.lost or self.doubled or self.wrong)

    def text(self) -> str:
        """The table, and what reproduces."""
        lines = [f"{'place':28}{'kills':>7}{'frozen':>8}{'lost':>6}{'doubled':>9}"]
        for place in (*IN_SERVICE, *IN_WORKER, *ON_THE_WIRE, *SUPERVISED_DEATHS):
            if self.kills[place] or self.frozen[place]:
                # Which death lost a thing cannot be told from outside: what is lost at all is named below the table.
                shown = (0, 0) if self.good else ("?", "?")
                lines.append(f"{place:28}{self.kills[place]:>7}{self.frozen[place]:>8}{shown[0]:>6}{shown[1]:>9}")
        total = (self.kills.total(), self.frozen.total(), len(self.lost), len(self.doubled))
        lines.append(f"{'all':28}{total[0]:>7}{total[1]:>8}{total[2]:>6}{total[3]:>9}")
        lines.append(
            f"{self.cases.total()} cases: {self.ended} ended, {sum(self.incidents.values())} with an incident"
            f" ({', '.join(f'{count} {code}' for code, count in self.incidents.items()) or 'none'}), {self.waiting} waiting;"
            f" {self.tries} requests, {self.retried} of them repeated; other faults: "
            + (", ".join(f"{count} {name}" for name, count in self.faults.items()) or "none")
        )
        lines.append(
            "answers that were asked for again: " + ", ".join(f"{n} {name}" for name, n in self.unsure.items())
        )
        lines += [*self.lost, *self.doubled, *self.wrong]
        lines.append(f"seed {self.seed}; {self.seconds:.0f} s")
        return "\n".join(lines)
