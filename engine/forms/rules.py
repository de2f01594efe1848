"""The rules of a single value: number format, pattern, required, bounds, lengths, e-mail, telephone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from typing import Any

from .messages import FieldError, error
from .patterns import found
from .schema import Field, expression_of
from .values import Path, number, trimmed_length, truthy

_EXACT = Context(prec=1_000)
_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_EMAIL = rf"^[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})*$"
#: The calling codes form-js accepts (ITU-T E.164 list with the North American area codes of islands).
_CALLING_CODES = (
    "1|1242|1246|1264|1268|1284|1340|1345|1441|1473|1649|1664|1670|1671|1684|1721|1758|1767|1784|1787|1809|"
    "1829|1849|1868|1869|1876|1939|20|211|212|213|216|218|220|221|222|223|224|225|226|227|228|229|230|231|"
    "232|233|234|235|236|237|238|239|240|241|242|243|244|245|246|248|249|250|251|252|253|254|255|256|257|258|"
    "260|261|262|263|264|265|266|267|268|269|27|291|297|298|299|30|31|32|33|34|350|351|352|353|354|355|356|"
    "357|358|359|36|370|371|372|373|374|375|376|377|378|379|380|381|382|383|385|386|387|389|39|3906698|40|41|"
    "420|421|423|43|44|45|46|47|4779|48|49|500|501|502|503|504|505|506|507|508|509|51|52|53|54|55|56|57|58|"
    "590|591|592|593|594|595|596|597|598|5999|60|61|62|63|64|65|66|670|672|673|674|675|676|677|678|679|680|"
    "681|682|683|685|686|687|688|689|690|691|692|7|76|77|81|82|84|850|852|853|855|856|86|880|886|90|91|92|93|"
    "94|95|960|961|962|963|964|965|966|967|968|970|971|972|973|974|975|976|977|98|992|993|994|995|996|998"
)
_ZONE = (
    r"1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]"
    r"|2[1-689]\d|3[578]\d|42\d|5[09]\d|6[789]\d|8[035789]\d|9[679]\d"
)
#: "+" or "00", a calling code, then digits that begin as one again: odd, but page and server must agree.
_PHONE = rf"(?:\+|00)(?:{_CALLING_CODES})(?:{_ZONE})\d{{4,20}}$"


def broken(field: Field, value: Any, path: Path, evaluate: Callable[[str], Any]) -> list[FieldError]:
    """The rules of `field` that `value` breaks; `evaluate` computes bounds written in FEEL."""
    errors = _number_format(field, value, path) if field.type == "number" else []
    rules = _evaluated(field.rules, evaluate)
    filled = truthy(value)
    pattern = rules.get("pattern")
    if pattern and filled and not found(str(pattern), _as_text(value)):
        errors.append(error(path, "pattern", own=rules.get("patternErrorMessage")))
    if rules.get("required") and _is_empty(field, value):
        errors.append(error(path, "required"))
    errors += _bounds(rules, value, path)
    if isinstance(value, str) and value:
        errors += _lengths(rules, value, path)
        kind = rules.get("validationType")
        if kind == "phone" and not found(_PHONE, value):
            errors.append(error(path, "phone"))
        if kind == "email" and not found(_EMAIL, value):
            errors.append(error(path, "email"))
    return errors


def _evaluated(rules: Mapping[str, Any], evaluate: Callable[[str], Any]) -> dict[str, Any]:
    """Bounds written as FEEL become values; one that is null does not count."""
    result = dict(rules)
    for name in ("min", "max", "minLength", "maxLength"):
        text = expression_of(result.get(name))
        if text is not None:
            result[name] = evaluate(text)
        if result.get(name) is None:
            result.pop(name, None)
    return result


def _number_format(field: Field, value: Any, path: Path) -> list[FieldError]:
    amount = number(value)
    if amount is None or not truthy(value):
        return []
    errors = []
    digits = number(field.attributes.get("decimalDigits"))
    if digits is not None and digits >= 0 and _decimals(amount) > digits:
        errors.append(error(path, "integer") if digits == 0 else error(path, "decimals", digits))
    step = number(field.attributes.get("increment"))
    if step:
        rest = _EXACT.remainder(amount, step)
        if rest:
            lower = _EXACT.subtract(amount, rest)
            errors.append(error(path, "step", _plain(lower), _plain(_EXACT.add(lower, step))))
    return errors


def _decimals(amount: Decimal) -> int:
    exponent = amount.normalize(_EXACT).as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _is_empty(field: Field, value: Any) -> bool:
    return value is None or value in ("", []) or (field.type == "checkbox" and value is False)


def _bounds(rules: Mapping[str, Any], value: Any, path: Path) -> list[FieldError]:
    errors: list[FieldError] = []
    if not truthy(value) and (value != 0 or isinstance(value, (bool, str)) or value is None):
        return errors
    amount = number(value)
    for name, sign in (("min", -1), ("max", 1)):
        if name not in rules:
            continue
        bound = number(rules[name])
        if bound is None or amount is None or amount.compare(bound) == sign:
            errors.append(error(path, name, _plain(bound) if bound is not None else rules[name]))
    return errors


def _lengths(rules: Mapping[str, Any], value: str, path: Path) -> list[FieldError]:
    errors = []
    length = trimmed_length(value)
    least, most = number(rules.get("minLength")), number(rules.get("maxLength"))
    if least is not None and length < least:
        errors.append(error(path, "min_length", _plain(least)))
    if most is not None and length > most:
        errors.append(error(path, "max_length", _plain(most)))
    return errors


def _as_text(value: Any) -> str:
    """What JavaScript matches a pattern against."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    amount = number(value)
    return str(value) if amount is None else _plain(amount)


def _plain(amount: Decimal) -> str:
    return format(amount.normalize(_EXACT), "f")
