"""One verdict over the answers of a form: the data to store, and every refusal with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from . import choices, rules
from .messages import FieldError, error, pointer
from .sanitize import sanitized
from .schema import Field, FormError, all_fields, expression_of, odd_names, parse
from .scope import Evaluator
from .state import answered, misplaced, opened
from .values import MISSING, Path, copied, copied_under, get, one_of, put, same
from .visibility import Instance, instances, notes

_BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`data` is what the form submits: only to be stored when `errors` is empty.

    `visible`: pointers (RFC 6901) of the fields and lists that a person sees, `notes`: ids of the texts.
    """

    data: Mapping[str, Any]
    errors: tuple[FieldError, ...]
    visible: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the answers may be used."""
        return not self.errors


def validate(
    schema: Mapping[str, Any],
    answers: Mapping[str, Any],
    *,
    context: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> Verdict:
    """Check `answers` as form-js 1.23 would, and more strictly where a page cannot be trusted.

    `context` are the variables the page opened the form with, `now` an aware instant for `now()`, `today()` and dates
    that must not be past. Raises `FormError` when the form cannot be used, `feel.LimitExceeded` when its
    expressions ask for too much. What is stricter than form-js is listed in docs/forms.md.
    """
    check = _Check(parse(schema), answers, context or {}, now)
    return check.verdict()


class _Check:
    """One check; `data` is the state of the form, changed until computed values and offered choices agree."""

    def __init__(self, root: Field, answers: Mapping[str, Any], context: Mapping[str, Any], now: datetime | None):
        self._root = root
        self._answers: Mapping[str, Any] = {}
        local = None if now is None else now.astimezone(_BERLIN)  # today() is the day of the person, not of UTC
        self._today = None if local is None else local.date()
        self._misplaced = misplaced(root, answers)
        self._initial = opened(root, context)
        self._data = copied_under(self._initial, root.roots)
        self._evaluator = Evaluator(odd_names(root, context), local)
        self._refusals: dict[Path, FieldError] = {}
        self._settled()  # a page computes and drops what is not offered when it opens the form, before anyone answers
        self._data = answered(root, self._data, answers)
        self._answers = answers

    def verdict(self) -> Verdict:
        seen = self._settled()
        errors = list(self._misplaced)
        submitted: dict[str, Any] = {}
        for instance in seen:
            if instance.field.disabled:
                continue
            if instance.field.repeating:
                items = get(self._data, instance.path)
                put(submitted, instance.path, [{} for _ in items or ()])
                errors += self._list_errors(instance, items or [])
            else:
                put(submitted, instance.path, copied(get(self._data, instance.path)))
                errors += self._errors(instance)
        shown = notes(self._root, self._data, self._initial, self._evaluator)
        return Verdict(submitted, tuple(errors), tuple(pointer(one.path) for one in seen), tuple(shown))

    def _settled(self) -> list[Instance]:
        """Compute expression fields and drop choices no longer offered, until nothing changes any more."""
        for _ in range(2 + sum(1 for field in all_fields(self._root) if field.type in _COMPUTED)):
            seen = list(instances(self._root, self._data, self._initial, self._evaluator))
            changed = [instance for instance in seen if self._adjusted(instance)]
            if not changed:
                return seen
        return seen

    def _adjusted(self, instance: Instance) -> bool:
        """Whether the value had to change: computed, refused, or a choice from before that is not offered any more."""
        field, path, value = instance.field, instance.path, get(self._data, instance.path)
        if field.disabled or field.repeating:
            return False
        if field.type == "expression":
            text = expression_of(field.attributes.get("expression"))
            wanted = field.attributes.get("expression") if text is None else self._value(instance, text)
        elif self._readonly(instance):
            wanted = get(self._initial, path) if self._given(path) else value
            if not same(wanted, value):
                self._refusals[path] = error(path, "readonly")
        elif field.type in choices.CHOOSING:
            wanted = self._chosen(instance, value)
        else:
            wanted = self._entered(instance, value)
        if same(wanted, value):
            return False
        put(self._data, path, wanted)
        return True

    def _chosen(self, instance: Instance, value: Any) -> Any:
        """What of `value` is offered; the rest is refused if it was answered, and dropped if it was there before."""
        field, path = instance.field, instance.path
        if same(value, field.empty()) or (not value and not field.many and not self._given(path)):
            return value
        allowed = self._offered(instance)
        if not field.many:
            wanted = value if one_of(value, allowed) else None
        else:
            wanted = [each for each in value if one_of(each, allowed)] if isinstance(value, list) else []
        if self._given(path) and not same(wanted, value):
            self._refusals[path] = error(path, "type" if field.many and not isinstance(value, list) else "choice")
        return wanted

    def _entered(self, instance: Instance, value: Any) -> Any:
        """`value`, or an empty one in place of what a person could not have entered in this field at all."""
        field, path = instance.field, instance.path
        if not self._given(path) or same(value, field.empty()):
            return value
        wanted = sanitized(field, value, self._initial)
        if field.type == "filepicker" and not (isinstance(value, str) and len(value) <= _LONGEST_FILE_KEY):
            wanted = None
        if not same(wanted, value):
            subtype = field.attributes.get("subtype", "date")
            code = subtype if field.type == "datetime" and subtype in _SUBTYPES else "type"
            self._refusals[path] = error(path, code)
        return wanted

    def _errors(self, instance: Instance) -> list[FieldError]:
        field, path = instance.field, instance.path
        if path in self._refusals:
            return [self._refusals[path]]
        value = get(self._data, path)
        errors = rules.broken(field, value, path, partial(self._value, instance))
        if field.type == "datetime" and value and field.attributes.get("disallowPassedDates") and self._given(path):
            errors += self._past(field, value, path)
        return errors

    def _past(self, field: Field, value: str, path: Path) -> Iterator[FieldError]:
        """A date that was there before may be past; an entered one may not."""
        if field.attributes.get("subtype", "date") == "time" or same(value, get(self._initial, path)):
            return
        if self._today is None:
            raise FormError(f"field {field.id!r} disallows past dates, which needs the present time")
        if date.fromisoformat(value[:10]) < self._today:
            yield error(path, "past")

    def _list_errors(self, instance: Instance, items: list[Any]) -> Iterator[FieldError]:
        """`allowAddRemove: false` fixes the number of items; `validate.minItems` and `maxItems` are ours."""
        field, path = instance.field, instance.path
        if field.attributes.get("allowAddRemove", True) is False or self._readonly(instance):
            before = get(self._initial, path)
            if isinstance(before, list) and len(before) != len(items):
                yield error(path, "fixed_items")
        least, most = field.rules.get("minItems"), field.rules.get("maxItems")
        if isinstance(least, int) and len(items) < least:
            yield error(path, "min_items", least)
        if isinstance(most, int) and len(items) > most:
            yield error(path, "max_items", most)

    def _given(self, path: Path) -> bool:
        return get(self._answers, path, MISSING) is not MISSING

    def _readonly(self, instance: Instance) -> bool:
        written = instance.field.attributes.get("readonly")
        text = expression_of(written)
        return bool(written) if text is None else self._evaluator.holds(text, instance.scope.variables())

    def _offered(self, instance: Instance) -> list[Any]:
        return choices.offered(instance.field, self._initial, partial(self._value, instance))

    def _value(self, instance: Instance, text: str) -> Any:
        return self._evaluator.value(text, instance.scope)


_COMPUTED = choices.CHOOSING | {"expression"}
_SUBTYPES = frozenset(("date", "time", "datetime"))
_LONGEST_FILE_KEY = 200
