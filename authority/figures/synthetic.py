"""Invents closed cases, for trying out, for tests and for measurements: no case of theirs ever was."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from .measures import AGES, EVERYWHERE, Supplied
from .record import ClosedCase, month_of
from .tally import DEMANDED

#: How many of a hundred cases are at each site, in each group (proposals; nothing here is a statement about an authority).
SITES = (("DD", 38), ("L", 34), ("C", 19), ("FG", 9))
GROUPS = (("FG1", 44), ("FG2", 5), ("FG3", 16), ("FG4", 10), ("FG5", 8), ("FG6", 17))
NATIONALITIES = (
    "436",
    "479",
    "166",
    "163",
    "160",
    "439",
    "432",
    "327",
    "353",
    "348",
    "368",
    "431",
    "475",
    "287",
    "252",
)
CAUSES = ("DOC_APPLICANT", "DOC_EMPLOYER", "BA", "CHAMBER", "SECURITY", "RECOGNITION", "STAFF", "APPOINTMENT")
CHAMBERS = {"DD": "IHK_DRESDEN", "L": "IHK_LEIPZIG", "C": "IHK_CHEMNITZ", "FG": "HWK_CHEMNITZ"}
ROWS = {"FG1": ("R01", "R02", "R06", "R07"), "FG2": ("R29", "R33"), "FG3": ("R12",), "FG4": ("R21",), "FG5": ("R17",),
        "FG6": ("R35",)}  # fmt: skip
SECTORS = ("10", "25", "26", "27", "28", "29", "32", "43", "46", "49", "55", "56", "62", "63", "71", "72", "85", "86")


def closed_cases(
    count: int, since: date, until: date, chance: random.Random, *, definition_id: int = 1
) -> Iterator[ClosedCase]:
    """`count` cases closed between two days (both included), the same for the same source of chance."""
    days = (until - since).days + 1
    for number in range(count):
        day = since + timedelta(days=int(chance.random() * days))
        yield _case(number, day, chance, definition_id)


def elsewhere(months: Iterable[int], chance: random.Random) -> Iterator[Supplied]:
    """What appointments, backlog, surveys, staff, messages and agencies might have told in these months (yyyymm)."""
    for month in months:
        for site, weight in SITES:
            yield Supplied(month, site, "K14.cases", weight * 3, weight * 20)
            yield Supplied(month, site, "K14.minutes", weight * 1_600, weight * 3)
            for group, share in GROUPS:
                yield from _of_group(month, site, group, weight * share / 100, chance)
                part = max(1, round(weight * 3 * share / 100))
                yield Supplied(month, site, "K14.cases", part, weight * 20, group)
                yield Supplied(month, site, "K14.minutes", part * 520, part, group)
        if month % 100 == 6:
            parts = [("DD", "", 61), ("L", "", 52), ("C", "", 35), (EVERYWHERE, "FG1", 92), (EVERYWHERE, "FG6", 30)]
            for site, group, answers in ((EVERYWHERE, "", 148), *parts):
                yield Supplied(month, site, "K13", round(answers * 0.84), answers, group)
                yield Supplied(month, site, "K13.mean", round(answers * 10 * 1.82), answers * 10, group)


def _of_group(month: int, site: str, group: str, weight: float, chance: random.Random) -> Iterator[Supplied]:
    def row(measure: str, numerator: int, denominator: int) -> Supplied:
        return Supplied(month, site, measure, numerator, denominator, group)

    def spread(key: str, values: Iterable[float]) -> Iterator[Supplied]:
        counted = Counter(min(int(value), 90) for value in values)
        return (row(f"{key}|{value}", number, kept) for value, number in sorted(counted.items()))

    kept = round(weight * 5) + chance.randrange(3)
    missed = sum(chance.random() < 0.06 for _ in range(kept))
    yield row("K7.missed", missed, kept)
    yield from spread("K7.late", (chance.gammavariate(1.6, 3) for _ in range(kept - missed)))
    yield from spread("K7.offer", (chance.gammavariate(2, 2) for _ in range(kept)))
    ages = [max(0, round(chance.gauss(weight * share, 1))) for share in (2.6, 1.1, 0.5, 0.4)]
    yield row("K9.open", sum(ages), 1)
    yield from (row(f"K9.age.{age}", n, sum(ages)) for age, n in zip(AGES, ages, strict=True))
    yield row("K9.paused", sum(ages) // 4, sum(ages))
    asked = round(weight) + chance.randrange(3)
    yield row("K15", asked - sum(chance.random() < 0.09 for _ in range(asked)), asked)
    reports, calls = round(weight * 6), round(weight * 30)
    yield row("K16", sum(chance.random() < 0.02 for _ in range(reports)), reports)
    yield row("K18", sum(chance.random() < 0.004 for _ in range(calls)), calls)


def _pick(weighted: Sequence[tuple[str, int]], chance: random.Random) -> str:
    point = chance.random() * sum(weight for _, weight in weighted)
    for value, weight in weighted:
        point -= weight
        if point < 0:
            return value
    return weighted[-1][0]


def _case(number: int, closed: date, chance: random.Random, definition_id: int) -> ClosedCase:
    site, group = _pick(SITES, chance), _pick(GROUPS, chance)
    outcome = _pick((("GRANT", 905), ("REFUSE", 45), ("WITHDRAWN", 30), ("MOVED", 10), ("FORWARDED", 10)), chance)
    decided = outcome in ("GRANT", "REFUSE")
    net = min(120, int(chance.gammavariate(3.2, 4.6))) if decided else None
    asked = chance.random() < 0.24
    pause = int(chance.gammavariate(2, 6)) if asked else 0
    before = int(chance.gammavariate(1.2, 3)) if asked else 0
    card = int(chance.gauss(26, 6)) if outcome == "GRANT" else None
    stop = closed - timedelta(days=max(1, card or 1)) if decided else None
    start = stop - timedelta(days=(net or 0) + pause) if stop else closed - timedelta(days=12)
    received = start - timedelta(days=before)
    due = start + timedelta(days=28 + pause)
    due += timedelta(days={5: 2, 6: 1}.get(due.weekday(), 0))  # holidays are left out: nobody looks them up here
    in_time = None if stop is None else stop <= due
    ba = group == "FG1" and chance.random() < 0.6
    chamber = CHAMBERS[site] if group == "FG2" else ""
    opinion = _pick((("POSITIV", 8), ("NEGATIV", 2)), chance) if chamber else ""
    objection = outcome == "REFUSE" and chance.random() < 0.3
    return ClosedCase(
        case_key=f"synthetic-{definition_id}-{number:07d}",
        month=month_of(closed),
        closed_on=closed,
        process="akzess-main",
        definition_id=definition_id,
        site=site,
        group=group,
        row=chance.choice(ROWS[group]) if decided else "",
        process_type=_pick((("ERSTERTEILUNG", 7), ("VERLAENGERUNG", 3)), chance),
        nationality=NATIONALITIES[min(14, int(chance.expovariate(0.35)))],
        sex=_pick((("M", 58), ("F", 42)), chance),
        age_band=_pick((("20er", 35), ("30er", 45), ("40er", 15), ("50er", 5)), chance),
        wz=chance.choice(SECTORS) if group in ("FG1", "FG2", "FG5") else "",
        employer_size=_pick((("<10", 1), ("10-49", 3), ("50-249", 3), (">=250", 3)), chance) if group == "FG1" else "",
        received_on=received,
        complete_on=start if decided else None,
        clock_start=start if decided else None,
        clock_stop=stop,
        t01_due=due if decided else None,
        in_time=in_time,
        net_days=net,
        gross_days=(stop - received).days if stop else None,
        # Not by chance: whoever invents with a known source of chance gets the cases that he got before.
        pauses=((("P82", pause),) if pause else ()) + (((DEMANDED, 0),) if ba and number % 9 == 0 else ()),
        letters=3 + int(asked) if decided else 1,
        letters_wanted=(3 + int(asked) if decided else 1) - int(number % 11 == 0),
        ba_requested=ba,
        ba_result=_pick((("ZUGESTIMMT", 78), ("FIKTION", 15), ("VERSAGT", 4), ("ZUSTIMMUNGSFREI", 3)), chance)
        if ba
        else "",
        ba_days=min(14, int(chance.gammavariate(2.5, 3))) if ba else None,
        chamber=chamber,
        chamber_days=int(chance.gammavariate(3, 4)) if chamber else None,
        chamber_overall=opinion,
        security_query=chance.random() < 0.08,
        req82_count=int(asked) + int(asked and chance.random() < 0.2),
        hearing=outcome == "REFUSE",
        outcome=outcome,
        escalation_max=""
        if net is None or net < 14
        else "E1"
        if net < 21
        else "E2"
        if net < 25
        else "E3"
        if in_time
        else "E4",
        breach_cause="" if in_time is not False else chance.choice(CAUSES),
        fee_code="F1" if decided else "",
        card_days=card,
        appointment_days=int(chance.gammavariate(2, 3)) if decided else None,
        objection=objection,
        objection_granted=objection and chance.random() < 0.2,
        language=_pick(
            (("de", 30), ("en", 40), ("uk", 8), ("ar", 8), ("vi", 6), ("es", 3), ("tr", 3), ("ru", 2)), chance
        ),
    )
