"""What the demo shows at its end: the key figures of the domain document (8.1) by case group and site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from .demo import Facts, Played, Playing
from .people import SITES

#: Elements of the procedure that are the steps of the escalation ladder (domain document 4.5).
LADDER = {"E1": ("UT-ESC1",), "E2": ("UT-ESC2",), "E3": ("UT-ESC3",), "E4": ("UT-BREACH",), "E5": ("UT-T13", "UT-T14")}
GRANTED = frozenset({"GRANT", "PARTIAL"})
DECIDED = GRANTED | {"REFUSE"}
FICTION = "UT-FICTION-CONFIRM"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; a rate is (how many, of how many)."""

    group: str
    site: str
    cases: int
    decided: int
    k1: tuple[int, int]
    k1b: tuple[int, int]
    net: float | None
    gross: float | None
    ladder: Mapping[str, int]
    deemed: int
    incidents: int


def _line(group: str, site: str, cases: Iterable[tuple[Playing, Facts]]) -> Line:
    rows = list(cases)
    decided = [facts for _, facts in rows if facts.outcome in DECIDED]
    granted = [facts for facts in decided if facts.outcome in GRANTED]
    return Line(
        group=group,
        site=site,
        cases=len(rows),
        decided=len(decided),
        k1=(sum(1 for f in granted if f.record.get("inTime") is True), len(granted)),
        k1b=(sum(1 for f in decided if f.record.get("inTime") is True), len(decided)),
        net=_median(f.record.get("netDays") for f in decided),
        gross=_median(f.record.get("grossDays") for f in decided),
        ladder={
            level: sum(f.visited[element] for _, f in rows for element in elements)
            for level, elements in LADDER.items()
        },
        deemed=sum(1 for _, f in rows if f.visited[FICTION]),
        incidents=sum(len(playing.incidents) for playing, _ in rows),
    )


def _median(values: Iterable[Any]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return median(known) if known else None


def lines(played: Played) -> list[Line]:
    """By case group and site, then the total."""
    known = [(playing, played.facts[playing.case_id]) for playing in played.cases if playing.case_id]
    found = []
    for group in sorted({playing.synthetic.persona.group for playing, _ in known}):
        for site in SITES:
            rows = [r for r in known if (r[0].synthetic.persona.group, r[0].synthetic.site) == (group, site)]
            if rows:
                found.append(_line(group, site, rows))
    return [*found, _line("alle", "", known)]


def succeeded(played: Played) -> bool:
    """Whether every case reached an end, nothing got stuck unasked, and every history verifies."""
    return not played.broken and all(c.ended and not c.problems for c in played.cases)


def as_data(played: Played, seed: int) -> dict[str, Any]:
    """Everything for machines."""
    seconds = round(played.seconds, 2)
    outcomes = Counter(played.facts[c.case_id].outcome or "?" for c in played.cases if c.case_id)
    return {
        "cases": len(played.cases),
        "seed": seed,
        "ended": sum(c.ended for c in played.cases),
        "open": sum(not c.ended for c in played.cases),
        "incidents": sum(len(c.incidents) for c in played.cases),
        "brokenHistories": played.broken,
        "problems": [
            {"case": c.number, "persona": c.synthetic.persona.key, "problems": c.problems, "incidents": c.incidents}
            for c in played.cases
            if c.problems or c.incidents or not c.ended
        ],
        "tasks": sum(sum(c.done.values()) for c in played.cases),
        "outcomes": dict(outcomes.most_common()),
        "personas": _personas(played),
        "from": played.began.isoformat(),
        "until": played.ended.isoformat(),
        "wallSeconds": seconds,
        "casesPerSecond": round(len(played.cases) / played.seconds, 2) if played.seconds else None,
        "lines": [
            {
                "group": line.group,
                "site": line.site,
                "cases": line.cases,
                "decided": line.decided,
                "k1": _rate(line.k1),
                "k1b": _rate(line.k1b),
                "medianNetDays": line.net,
                "medianGrossDays": line.gross,
                "escalations": dict(line.ladder),
                "deemedApprovals": line.deemed,
                "incidents": line.incidents,
            }
            for line in lines(played)
        ],
    }


def _personas(played: Played) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for playing in played.cases:
        if playing.case_id:
            outcome = played.facts[playing.case_id].outcome or "?"
            found.setdefault(playing.synthetic.persona.key, Counter())[outcome] += 1
    return {key: dict(counts) for key, counts in sorted(found.items())}


def _rate(rate: tuple[int, int]) -> float | None:
    return round(rate[0] / rate[1], 3) if rate[1] else None


def percent(rate: tuple[int, int]) -> str:
    """A rate for people."""
    return f"{100 * rate[0] / rate[1]:.0f} % ({rate[0]}/{rate[1]})" if rate[1] else "–"
