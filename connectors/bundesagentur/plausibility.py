"""What the simulated Bundesagentur finds implausible about job and pay: the rules of domain document 5.3."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

#: Finds a value of the request by its path, None when it is absent.
Find = Callable[[str], str | None]
_TOLERANCE = Decimal("0.01")
#: § 3 BUrlG: 24 working days in a week of six are 20 in a week of five.
_LEAST_LEAVE = 20
_IT_GROUPS = ("133", "25")
#: § 18g(1) sentence 2 no. 1 AufenthG by ISCO-08 (domain document 2.2).
_SHORTAGE_GROUPS = ("132", "133", "134", "21", "221", "222", "225", "226", "23", "25")
_DEGREES = frozenset({"HOCHSCHULE", "TERTIAER"})


def implausible(find: Find, degrees: Iterator[tuple[str | None, str | None]], today: date) -> Iterator[tuple[str, str]]:
    """Place and reason of each rule that is broken.

    `degrees`: kind and ISO date of each qualification. Euro amounts may differ by 1 % for rounding; a remark on the pay
    explains any difference.
    """
    expected = _year(find)
    if not find("pay/remarks") and abs(Decimal(find("pay/annualGross") or 0) - expected) > expected * _TOLERANCE:
        yield "pay/annualGross", "Das Jahresbrutto passt nicht zum Entgelt"
    if find("job/workTimeType") == "VOLLZEIT" and int(find("job/vacationDays") or 0) < _LEAST_LEAVE:
        yield "job/vacationDays", "Weniger als der gesetzliche Mindesturlaub (§ 3 BUrlG)"
    basis, isco = (find("legalBasis") or "").partition("/")[0], find("job/isco") or ""
    if basis == "18G2" and not isco.startswith(_IT_GROUPS):
        yield "job/isco", "§ 18g Abs. 2 AufenthG gilt für die ISCO-Gruppen 133 und 25"
    if basis == "18G1S2" and not isco.startswith(_SHORTAGE_GROUPS) and not _new_graduate(degrees, today):
        yield "job/isco", "Weder Engpassberuf noch Abschluss in den letzten drei Jahren (§ 18g Abs. 1 Satz 2 AufenthG)"


def _year(find: Find) -> Decimal:
    gross = Decimal(find("pay/gross") or 0)
    if find("pay/grossUnit") == "STUNDE":
        return gross * Decimal(find("job/hoursPerWeek") or 0) * 52
    return gross * 12


def _new_graduate(degrees: Iterator[tuple[str | None, str | None]], today: date) -> bool:
    """A degree of at most three years; a year is counted with 365.25 days, a day more or less is not the agency's point."""
    return any(
        kind in _DEGREES and obtained and today - date.fromisoformat(obtained) <= timedelta(days=1096)
        for kind, obtained in degrees
    )
