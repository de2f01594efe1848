"""Counts closed cases so that months, sites and groups can be added up: a tally of two sets is the sum of theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from .record import ClosedCase

#: Counts by measure: "granted", or "net|12" for one value of a distribution.
Tally = Mapping[str, int]

GRANTED = frozenset({"GRANT", "PARTIAL"})
REFUSED = frozenset({"REFUSE"})
#: No application: it was advice, and there is no file (domain document 4.2, step 1).
ADVICE = "ADVISED"
#: The pause while the employment agency waits for documents (domain document 3.4).
DEMANDED = "PEMP"
#: The four weeks (Q02), and after how many days a chamber's opinion is late (T09).
NET_DAYS, CHAMBER_DAYS = 28, 14
#: A value beyond is counted with it: distributions stay short, and the last reporting class begins at 57 days.
FARTHEST = 400


def tally(cases: Iterable[ClosedCase]) -> Counter[str]:
    """The counts of a set of cases."""
    found: Counter[str] = Counter()
    for case in cases:
        found.update(measures(case))
    return found


def added(tallies: Iterable[Tally]) -> Counter[str]:
    """The counts of all these sets together."""
    found: dict[str, int] = {}
    get = found.get
    for one in tallies:
        if not found:
            found.update(one)
            continue
        for name, count in one.items():  # a Counter's update asks more at each step: this is what a page waits for
            found[name] = get(name, 0) + count
    return Counter(found)


def measures(case: ClosedCase) -> dict[str, int]:
    """What one case adds."""
    if case.outcome == ADVICE:
        return {"advised": 1}
    found = {"n": 1, f"outcome|{case.outcome}": 1}
    if case.received_on is not None:
        year, week, _ = case.received_on.isocalendar()
        found[f"received|{year * 100 + week}"] = 1
    _decision(case, found)
    _participants(case, found)
    _course(case, found)
    for name, value in (
        ("nationality", case.nationality),
        ("wz", case.wz),
        ("row", case.row),
        ("language", case.language),
    ):
        if value:
            found[f"{name}|{value}"] = 1
    return found


def _decision(case: ClosedCase, found: dict[str, int]) -> None:
    granted = case.outcome in GRANTED
    if not granted and case.outcome not in REFUSED:
        return
    for name in ("decided", "granted") if granted else ("decided",):
        found[name] = 1
        # Without a clock nobody can say that it was in time, so it was not.
        found[f"{name}.inTime"] = int(case.in_time is True)
        found[f"{name}.strict"] = int(case.net_days is not None and case.net_days <= NET_DAYS)
        found[f"{name}.gross"] = int(case.gross_days is not None and case.gross_days <= NET_DAYS)
    _spread(found, "net", case.net_days)
    _spread(found, "gross", case.gross_days)
    if granted:
        _spread(found, "granted.net", case.net_days)
    if case.card_days is not None:
        _spread(found, "card", case.card_days)
    if case.in_time is not True and case.breach_cause:
        found[f"cause|{case.breach_cause}"] = 1
    if not granted:
        for code in set(case.refusal_codes):
            found[f"refusal|{code}"] = 1
    if case.objection:
        found["objection"] = 1
        found["objection.granted"] = int(case.objection_granted)


def _participants(case: ClosedCase, found: dict[str, int]) -> None:
    if case.ba_requested:
        found["ba"] = 1
        found[f"ba|{case.ba_result or 'NONE'}"] = 1
        # The clock's pause PEMP begins with the agency's demand for documents, and with nothing else.
        found["ba.demand"] = int(any(reason == DEMANDED for reason, _ in case.pauses))
        _spread(found, "ba.days", case.ba_days)
    if case.chamber:
        found["chamber"] = 1
        found[f"chamber|{case.chamber}"] = 1
        _spread(found, "chamber.days", case.chamber_days)
        found["chamber.late"] = int(case.chamber_days is not None and case.chamber_days > CHAMBER_DAYS)
        if case.chamber_overall in ("POSITIV", "NEGATIV") and case.outcome in GRANTED | REFUSED:
            found["chamber.spoke"] = 1
            found["chamber.agrees"] = int((case.chamber_overall == "POSITIV") == (case.outcome in GRANTED))
    if case.security_query:
        found["security"] = 1


def _course(case: ClosedCase, found: dict[str, int]) -> None:
    if case.letters:
        found["letters"] = case.letters
        found["letters.wanted"] = case.letters_wanted or 0
    found["req82"] = case.req82_count
    found["complete.first"] = int(case.req82_count == 0 and case.complete_on is not None)
    if case.complete_on is not None:
        found["complete"] = 1
    if case.hearing:
        found["hearing"] = 1
    if case.escalation_max:
        found[f"escalation|{case.escalation_max}"] = 1
    _spread(found, "appointment", case.appointment_days)
    for reason in {reason for reason, _ in case.pauses}:
        found[f"pause|{reason}"] = 1
        found[f"pause.days|{reason}"] = sum(days for other, days in case.pauses if other == reason)


def _spread(found: dict[str, int], name: str, value: int | None) -> None:
    if value is not None:
        found[f"{name}|{min(max(value, 0), FARTHEST)}"] = 1


def spread(counts: Tally, name: str) -> list[tuple[int, int]]:
    """A distribution as (value, cases), in the order of values."""
    head = f"{name}|"
    return sorted((int(key[len(head) :]), count) for key, count in counts.items() if key.startswith(head) and count)


def parts(counts: Tally, name: str) -> dict[str, int]:
    """The counts of a category by its codes."""
    head = f"{name}|"
    return {key[len(head) :]: count for key, count in counts.items() if key.startswith(head) and count}


def percentile(values: Iterable[tuple[int, int]], share: float) -> int | None:
    """The smallest value that at least this share of the cases does not exceed (nearest rank); None without cases."""
    rows = list(values)
    wanted = share * sum(count for _, count in rows)
    reached = 0
    for value, count in rows:
        reached += count
        if reached >= wanted - 1e-9:
            return value
    return None
