"""The row that the statistics keep of a closed case (domain document 8.2): no name, no free text, a pseudonym as key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

#: A code, never a sentence: whatever is longer was typed by somebody and has no place here.
LONGEST = 120


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """One closed case. Days are calendar days in Europe/Berlin; None where the case never came to that point.

    `case_key` and `family_key` are keyed hashes: nobody without the keys finds the case, and after its erasure nobody at
    all. `month` (yyyymm) is the month that counts it: that of `closed_on`, or a later one for a row that was added when its
    own month was frozen already. `letters`: written to the applicant, `letters_wanted` in the language asked for (K17);
    None for a case that ended before they were counted.
    """

    case_key: str
    month: int
    closed_on: date
    process: str
    definition_id: int
    site: str
    group: str
    row: str = ""
    legal_basis: str = ""
    process_type: str = ""
    nationality: str = ""
    sex: str = ""
    age_band: str = ""
    kldb2: str = ""
    isco2: str = ""
    wz: str = ""
    employer_size: str = ""
    gross_band: str = ""
    received_on: date | None = None
    complete_on: date | None = None
    clock_start: date | None = None
    clock_stop: date | None = None
    t01_due: date | None = None
    in_time: bool | None = None
    net_days: int | None = None
    gross_days: int | None = None
    pauses: tuple[tuple[str, int], ...] = ()
    ba_requested: bool = False
    ba_result: str = ""
    ba_days: int | None = None
    chamber: str = ""
    chamber_days: int | None = None
    chamber_overall: str = ""
    security_query: bool = False
    req82_count: int = 0
    hearing: bool = False
    outcome: str = ""
    refusal_codes: tuple[str, ...] = ()
    escalation_max: str = ""
    breach_cause: str = ""
    fee_code: str = ""
    card_days: int | None = None
    appointment_days: int | None = None
    objection: bool = False
    objection_granted: bool = False
    language: str = ""
    family_key: str = ""
    letters: int | None = None
    letters_wanted: int | None = None


def month_of(day: date) -> int:
    """The month as yyyymm."""
    return day.year * 100 + day.month


#: What the procedure's rule (statistics.yaml) calls a field, where that is not the field's own name.
_NAMES = {"group": "groupCode", "language": "languageRequested", "family_key": "familyGroupKey"}
_SET = frozenset({"case_key", "month", "closed_on", "process", "definition_id", "site", "letters", "letters_wanted"})


def camel(name: str) -> str:
    """The name of a field on the wire and in statistics.yaml."""
    head, *rest = name.split("_")
    return _NAMES.get(name) or head + "".join(part.capitalize() for part in rest)


#: Names that a rule may compute.
COMPUTED: Mapping[str, str] = {camel(field.name): field.name for field in fields(ClosedCase) if field.name not in _SET}


def closed_case(
    found: Mapping[str, Any],
    *,
    case_key: str,
    family_key: str,
    closed_on: date,
    process: str,
    definition_id: int,
    site: str,
    month: int | None = None,
) -> ClosedCase:
    """The row from what the rule computed. What is not of the expected kind is left out: a statistic stops no case."""
    values: dict[str, Any] = {}
    for told, name in COMPUTED.items():
        reader = _READERS.get(str(_KINDS[name]), _text)
        value = reader(found.get(told))
        if value is not None:
            values[name] = value
    values["family_key"] = family_key
    values["wz"] = values.get("wz", "")[:2]
    return ClosedCase(
        case_key=case_key,
        month=month or month_of(closed_on),
        closed_on=closed_on,
        process=process,
        definition_id=definition_id,
        site=site,
        group=values.pop("group", ""),
        **values,
    )


def _text(value: Any) -> str | None:
    if isinstance(value, str) and 0 < len(value) <= LONGEST:
        return " ".join(value.split())
    return None


def _whole(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = int(value)
    return number if abs(number) < 100_000 else None


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _texts(value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return None
    return tuple(text for one in value[:20] if (text := _text(one)))


def _pauses(value: Any) -> tuple[tuple[str, int], ...] | None:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return None
    found = []
    for one in value[:50]:
        if isinstance(one, Mapping) and (reason := _text(one.get("reason"))):
            found.append((reason, _whole(one.get("days")) or 0))
    return tuple(found)


_KINDS = {field.name: field.type for field in fields(ClosedCase)}
_READERS = {
    "str": _text,
    "date | None": _day,
    "bool": _flag,
    "bool | None": _flag,
    "int": _whole,
    "int | None": _whole,
    "tuple[str, ...]": _texts,
    "tuple[tuple[str, int], ...]": _pauses,
}
