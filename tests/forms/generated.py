"""Forms and answers by chance, most of them plausible, some wrong in every way a client can be wrong."""

from __future__ import annotations

import random
from typing import Any

OPTIONS = [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}, {"label": "Drei", "value": 3}]
TEXTS = [
    "", "a", "abc", "  ab  ", "Müller-Lüdenscheidt", "x" * 12, "12345", "a@b.de", "a@b", "@", "+4935112345", "+49 351",
    "0049351123456", "😀😀", "14511000", "\u00a0ab\u00a0", "A1", "zwei\nZeilen", "tab\there", "0", "ß",
]  # fmt: skip
NUMBERS: list[Any] = [0, 1, -1, 2.5, 3, 0.1, 0.25, 7, 10, 100, -0.5, 1e-7, 45934.2, 0.3]
NUMERALS = ["0", "1", "2.5", "-1", "10", "0.25", "1.50", "1e2", "abc", "", "NaN", "007"]
DATES = ["2026-11-18", "2028-02-29", "1981-07-04", "2026-13-01", "18.11.2026", "2026-11-18T10:00", "x"]
TIMES = {
    "no_timezone": ["10:00", "00:00", "10:15", "25:00", "x", "10:61"],
    "utc_normalized": ["10:00Z", "10:30Z", "x"],
    "utc_offset": ["x", "y"],
}
WRONG: list[Any] = [True, False, 5, "text", [], {}, ["a"], {"a": 1}, None]
PATTERNS = [
    "^[A-Z]",
    "\\d{3}",
    "^\\S+$",
    "^(?:AKZ-)?[0-9]{5}$",
    "[^\\s]b",
    "ü",
    "^.{2,4}$",
    "a|b$",
    "\\w\\-",
    "^\\u0041",
]


class Dice:
    """One form with its case data and answers."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._count = 0
        self.plain: list[tuple[str, str]] = []  # keys of top-level fields that conditions may ask, with their types

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, values: list[Any]) -> Any:
        return self.random.choice(values)

    def form(self) -> dict[str, Any]:
        components = [self.field(0, top=True) for _ in range(self.random.randrange(2, 7))]
        return {"type": "default", "id": "Form_1", "schemaVersion": 19, "components": components}

    def field(self, depth: int, *, top: bool = False, item: bool = False) -> dict[str, Any]:
        self._count += 1
        kinds = [
            "textfield", "textfield", "textarea", "number", "number", "checkbox", "select", "radio", "checklist",
            "taglist", "datetime", "expression", "text",
        ]  # fmt: skip
        kind = self.one(kinds + (["group", "dynamiclist", "dynamiclist"] if depth < 2 else []))
        field: dict[str, Any] = {"type": kind, "id": f"Field_{self._count}"}
        key = f"{kind}{self._count}"
        if kind in ("group", "dynamiclist"):
            self.container(field, key, depth)
        elif kind != "text":
            field["key"] = f"haus.{key}" if top and self.chance(0.1) else key
            self.details(field)
        if self.chance(0.25):
            field["conditional"] = {"hide": self.condition(item)}
        if top and "." not in field.get("key", ".") and kind != "expression":
            self.plain.append((key, kind))
        return field

    def container(self, field: dict[str, Any], key: str, depth: int) -> None:
        repeats = field["type"] == "dynamiclist"
        if repeats or self.chance(0.5):
            field["path"] = key
        if repeats and self.chance(0.4):
            field["defaultRepetitions"] = self.random.randrange(0, 3)
        field["components"] = [
            self.field(depth + 1, item=repeats) for _ in range(self.random.randrange(1, 4 if depth else 5))
        ]

    def condition(self, item: bool) -> str:
        if item and self.chance(0.3):
            return self.one(["=i[1] > 1", "=this.missing = null", "=parent = null"])
        if not self.plain:
            return "=false"
        key, kind = self.one(self.plain)
        tests = {
            "number": [f"={key} > 2", f"={key} = null", f"={key} != 0"],
            "checkbox": [f"={key}", f"=not({key})", f"={key} = true"],
            "checklist": [f"=count({key}) > 0", f'=list contains({key}, "a")'],
            "taglist": [f"=count({key}) = 0"],
        }
        return self.one(tests.get(kind, [f'={key} = "a"', f'={key} = ""', f"={key} != null"]))

    def details(self, field: dict[str, Any]) -> None:
        kind = field["type"]
        rules: dict[str, Any] = {}
        if self.chance(0.4):
            rules["required"] = True
        if kind in ("textfield", "textarea"):
            self.text_rules(rules)
        elif kind == "number":
            self.number_rules(field, rules)
        elif kind in ("select", "radio", "checklist", "taglist"):
            self.options(field)
        elif kind == "datetime":
            field["subtype"] = self.one(["date", "time"])
            if field["subtype"] == "time":
                field["timeSerializingFormat"] = self.one(list(TIMES))
        elif kind == "expression":
            field["computeOn"] = self.one(["change", "presubmit"])
            field["expression"] = self.expression()
            rules = {}
        if rules:
            field["validate"] = rules
        if self.chance(0.06):
            field["disabled"] = True
        if self.chance(0.15) and kind in ("textfield", "number", "checkbox"):
            default = {"textfield": "vorgabe", "number": 4, "checkbox": True}[kind]
            field["defaultValue"] = str(default) if field.get("serializeToString") else default

    def text_rules(self, rules: dict[str, Any]) -> None:
        if self.chance(0.3):
            rules["minLength"] = self.one([1, 3, "=1 + 2", "=null"])
        if self.chance(0.3):
            rules["maxLength"] = self.one([3, 10])
        if self.chance(0.2):
            rules["pattern"] = self.one(PATTERNS)
        if self.chance(0.2):
            rules["validationType"] = self.one(["email", "phone"])

    def number_rules(self, field: dict[str, Any], rules: dict[str, Any]) -> None:
        if self.chance(0.4):
            rules["min"] = self.one([0, 2, "3", "=2 * 2", "=null"])
        if self.chance(0.4):
            rules["max"] = self.one([5, 10, 45934.2])
        if self.chance(0.3):
            field["decimalDigits"] = self.one([0, 1, 2])
        if self.chance(0.2):
            field["increment"] = self.one(["0.5", "0.25", "3"])
        if self.chance(0.3):
            field["serializeToString"] = True

    def options(self, field: dict[str, Any]) -> None:
        source = self.one(["values", "values", "valuesKey", "valuesExpression"])
        field[source] = {
            "values": OPTIONS,
            "valuesKey": "angebot",
            "valuesExpression": self.one(['=["a", "b"]', "=angebot", '=for x in ["a"] return {label: x, value: x}']),
        }[source]

    def expression(self) -> str:
        usable = [key for key, kind in self.plain if kind == "number"]
        if usable and self.chance(0.7):
            return self.one([f"={self.one(usable)} * 2", f"=if {self.one(usable)} = null then 0 else 1"])
        return self.one(["=1 + 1", '="fest"', "=count(angebot)"])

    # --- answers

    def answers(self, schema: dict[str, Any]) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for component in schema["components"]:
            self.answer(component, answers)
        return answers

    def answer(self, field: dict[str, Any], answers: dict[str, Any]) -> None:
        kind = field["type"]
        if kind == "text":
            return
        if kind == "group":
            target = answers.setdefault(field["path"], {}) if "path" in field else answers
            for component in field["components"]:
                self.answer(component, target)
        elif kind == "dynamiclist":
            if self.chance(0.85):
                answers[field["path"]] = [self.item(field) for _ in range(self.random.randrange(0, 3))]
        elif kind != "expression" and self.chance(0.9):
            target = answers
            *around, key = field["key"].split(".")
            for part in around:
                target = target.setdefault(part, {})
            wrong = [each for each in WRONG if each is not False] if "valuesExpression" in field else WRONG
            target[key] = self.one(wrong) if self.chance(0.06) else self.value(field)

    def item(self, field: dict[str, Any]) -> dict[str, Any]:
        item: dict[str, Any] = {}
        for component in field["components"]:
            self.answer(component, item)
        return item

    def value(self, field: dict[str, Any]) -> Any:
        kind = field["type"]
        if kind in ("textfield", "textarea"):
            return self.one(TEXTS)
        if kind == "number":
            return self.one(NUMERALS if field.get("serializeToString") else NUMBERS)
        if kind == "checkbox":
            return self.chance(0.5)
        if kind in ("checklist", "taglist"):
            return self.random.sample(["a", "b", 3, "z"], self.random.randrange(0, 3))
        if kind == "datetime":
            return self.one(DATES if field["subtype"] == "date" else TIMES[field["timeSerializingFormat"]])
        return self.one(["a", "b", 3, "a", "b", "z", None])


def cases(seed: int, count: int) -> list[dict[str, Any]]:
    """`count` sets of answers to the form of one seed, with the variables it is opened with."""
    dice = Dice(seed)
    schema = dice.form()
    context: dict[str, Any] = {"angebot": [{"label": "A", "value": "a"}, "b", {"label": "leer"}, 7], "akte": "AKZ-1"}
    if dice.chance(0.5):
        for key, kind in dice.plain:
            if dice.chance(0.4) and kind in ("textfield", "number", "checkbox"):
                context[key] = {"textfield": "alt", "number": 3, "checkbox": True}[kind]
    return [{"schema": schema, "context": context, "answers": dice.answers(schema)} for _ in range(count)]
