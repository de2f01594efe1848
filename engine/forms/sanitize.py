"""The value a field makes of one it is given, as form-js does when it opens a form; refusing is comparing with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from .choices import simple_values
from .schema import Field
from .values import number, one_of

_LINE = re.compile(r"[\r\n\t]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_TIME = re.compile(r"([0-9]{2}:[0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?\Z")
_ZONE_FORMATS = {"utc_offset": re.compile(r"[+-]"), "utc_normalized": re.compile(r"Z\Z")}


def sanitized(field: Field, value: Any, data: Mapping[str, Any]) -> Any:
    """What `field` holds when it is given `value`; `data` are the values the form was opened with."""
    make = _MAKERS.get(field.type)
    return make(field, value, data) if make else value


def _text(field: Field, value: Any, data: Mapping[str, Any]) -> Any:
    if isinstance(value, str):
        return _LINE.sub(" ", value) if field.type == "textfield" else value
    if value is None or isinstance(value, (list, Mapping)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(number(value) or Decimal(0), "f")


def _number(field: Field, value: Any, data: Mapping[str, Any]) -> Any:
    amount = number(value)
    if amount is None:
        return None
    if field.attributes.get("serializeToString"):
        return value if isinstance(value, str) else format(amount, "f")
    if not isinstance(value, str):
        return value
    return int(amount) if amount == amount.to_integral_value() else amount


def _checkbox(field: Field, value: Any, data: Mapping[str, Any]) -> Any:
    return value is True


def _single(field: Field, value: Any, data: Mapping[str, Any]) -> Any:
    allowed = simple_values(field, data)
    return value if allowed is None or one_of(value, allowed) else None


def _several(field: Field, value: Any, data: Mapping[str, Any]) -> Any:
    if not isinstance(value, list):
        return []
    allowed = simple_values(field, data)
    return value if allowed is None else [each for each in value if one_of(each, allowed)]


def _moment(field: Field, value: Any, data: Mapping[str, Any]) -> Any:
    return value if isinstance(value, str) and is_moment(field, value) else None


def is_moment(field: Field, value: str) -> bool:
    """Whether `value` is a date, time or date-time as the field's subtype and serialising format write it."""
    match field.attributes.get("subtype", "date"):
        case "date":
            return _is_date(value)
        case "time":
            return _is_time(field, value)
        case _:
            day, _, clock = value.partition("T")
            return _is_date(day) and _is_time(field, clock)


def _is_date(value: str) -> bool:
    if not _DATE.match(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_time(field: Field, value: str) -> bool:
    found = _TIME.match(value)
    if found is None:
        return False
    wanted = _ZONE_FORMATS.get(str(field.attributes.get("timeSerializingFormat")))
    zone = found[2]
    if (wanted is None) != (zone is None) or (wanted is not None and not wanted.match(zone)):
        return False
    try:
        clock = time.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        return False
    interval = field.attributes.get("timeInterval")
    return (clock.hour * 60 + clock.minute) % (interval if interval in _INTERVALS else 15) == 0


#: The steps of minutes a time field knows; it rounds times between them.
_INTERVALS = (1, 5, 10, 15, 30, 60)


_MAKERS: Mapping[str, Callable[[Field, Any, Mapping[str, Any]], Any]] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "checkbox": _checkbox,
    "radio": _single,
    "select": _single,
    "checklist": _several,
    "taglist": _several,
    "datetime": _moment,
}
