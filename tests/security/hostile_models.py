"""Makes the files of the definition rows of the corpus (reliability D-8, X01 to X33) from what a row says about them."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Callable
from typing import Any

from ..dmn.models import decision, definitions, input_data, literal, table
from ..kernel.diagrams import HEAD, end, flows, process, several, start, user

Files = dict[str, bytes]
Case = dict[str, Any]

GOOD = process(start(), user("a"), end(), flows("start -> a -> end"))
_DECLARATION, _, BODY = GOOD.decode().partition("\n")


def files_of(case: Case, canary: int = 0) -> Files:
    """The files of a case: `bpmn` (what stands in a process), `dmn`, `form`, `whole` (files as they are) or `recipe`.

    `canary` is the port of a listener that nobody may call; `CANARY` in a text becomes it.
    """
    if "recipe" in case:
        return RECIPES[case["recipe"]](case)
    found: Files = {}
    if "whole" in case:
        found |= {name: text.replace("{body}", BODY).encode() for name, text in case["whole"].items()}
    if "bpmn" in case:
        found["a.bpmn"] = process(case["bpmn"], tops=case.get("tops", ""))
    if "processes" in case:
        found["a.bpmn"] = several(*case["processes"].items())
    if "dmn" in case:
        found["a.dmn"] = definitions(case["dmn"])
    if "form" in case:
        found["a.form"] = json.dumps(case["form"]).encode()
    if not any(name.endswith(".bpmn") for name in found):
        found["good.bpmn"] = GOOD
    return {name: data.replace(b"CANARY", str(canary).encode()) for name, data in found.items()}


def _file(text: str | bytes) -> Files:
    return {"a.bpmn": text if isinstance(text, bytes) else text.encode()}


def _doctype(text: str, inside: str = "") -> Files:
    return _file(f"{_DECLARATION}\n<!DOCTYPE d [{text}]>\n" + BODY.replace('<bpmn:userTask id="a"', f'<bpmn:userTask id="a" name="{inside}"'))  # fmt: skip


def _laughs(case: Case) -> Files:
    lines = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return _doctype(lines, "&l9;")


def _quadratic(case: Case) -> Files:
    return _doctype(f'<!ENTITY a "{"a" * 50_000}">', "&a;" * 2_000)


def _deep(case: Case) -> Files:
    return _file(HEAD + "<bpmn:a>" * case["times"] + "</bpmn:a>" * case["times"] + "</bpmn:definitions>")


def _padded(case: Case) -> Files:
    return _file(GOOD + b"<!--" + b"x" * (case["bytes"] - len(GOOD)) + b"-->")


def _long_text(case: Case) -> Files:
    return _file(GOOD.replace(b"<bpmn:userTask", b"<bpmn:documentation>" + b"x" * case["bytes"] + b"</bpmn:documentation><bpmn:userTask"))  # fmt: skip


def _annotations(case: Case) -> Files:
    head = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="u"><process id="p">'
    return _file(head + "<textAnnotation/>" * case["times"] + "</process></definitions>")


def _attributes(case: Case) -> Files:
    told = "".join(f" a{number:x}=''" for number in range(case["times"]))
    return _file(GOOD.replace(b"<bpmn:userTask", f"<bpmn:userTask{told}".encode()))


def _long_name(case: Case) -> Files:
    return _file(GOOD.replace(b"<bpmn:userTask", b"<bpmn:userTask " + b"a" * case["bytes"] + b'="1"'))


def _namespaces(case: Case) -> Files:
    told = "".join(f' xmlns:n{number}="urn:{number}"' for number in range(case["times"]))
    return _file(GOOD.replace(b"<bpmn:definitions", f"<bpmn:definitions{told}".encode()))


def _encoded(case: Case) -> Files:
    """A good file in `codec`, declared as `declared`, with `mark` (hex) in front and `cut` in the middle of a name."""
    text = GOOD.decode().replace('encoding="UTF-8"', f'encoding="{case["declared"]}"')
    data = bytes.fromhex(case.get("mark", "")) + text.encode(case["codec"])
    if "insert" in case:
        data = data.replace(b'<bpmn:userTask id="a"', b'<bpmn:userTask id="a" name="' + bytes.fromhex(case["insert"]) + b'"')  # fmt: skip
    return _file(data)


def _row_of_tasks(case: Case) -> Files:
    names = [f"t{number}" for number in range(case["times"])]
    path = flows("start -> " + " -> ".join(names))
    return _file(process(start(), *(f'<bpmn:userTask id="{name}"/>' for name in names), path))


def _two_files(case: Case) -> Files:
    return {"a.bpmn": GOOD, "b.bpmn": GOOD.replace(b'id="definitions"', b'id="other"')}


def _multiple(case: Case) -> Files:
    """A task that is done several times, as many as `cardinality` says."""
    inner = f"<bpmn:loopCardinality>{case['cardinality']}</bpmn:loopCardinality>"
    loop = f"<bpmn:multiInstanceLoopCharacteristics>{inner}</bpmn:multiInstanceLoopCharacteristics>"
    return _file(process(start(), user("a", inner=loop), end(), flows("start -> a -> end")))


def _condition(case: Case) -> Files:
    return _file(process(start(), user("a"), user("b"), flows(f"start -> a : {case['text']}", "start -> b")))


def _labelled(case: Case) -> Files:
    text = case["text"] * case.get("times", 1)
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    inner = f"<bpmn:documentation>{escaped}</bpmn:documentation>"
    return _file(process(start(), user("a", inner=inner, name=text), end(), flows("start -> a -> end")))


def _many_rules(case: Case) -> Files:
    rule = "<rule><inputEntry><text>1</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
    logic = table({"age": "number"}, {"fee": "number"}, [])
    logic = logic.replace("</decisionTable>", rule * case["times"] + "</decisionTable>")
    return {"good.bpmn": GOOD, "a.dmn": definitions(input_data("age") + decision("D", logic, inputs=["age"]))}


def _rules(case: Case) -> Files:
    logic = table({"age": case.get("type", "number")}, {"fee": "number"}, case["rules"])
    content = input_data("age", case.get("type", "number")) + decision("D", logic, inputs=["age"])
    return {"good.bpmn": GOOD, "a.dmn": definitions(content)}


def _cycle(case: Case) -> Files:
    both = decision("D", literal("E"), decisions=["E"]) + decision("E", literal("D"), decisions=["D"])
    return {"good.bpmn": GOOD, "a.dmn": definitions(both)}


def _many_fields(case: Case) -> Files:
    fields = [{"type": "textfield", "key": f"k{number}", "id": f"F{number}"} for number in range(case["times"])]
    return {"good.bpmn": GOOD, "a.form": json.dumps({"id": "f", "type": "default", "components": fields}).encode()}


def _nested_form(case: Case) -> Files:
    inner: Any = {"type": "textfield", "key": "k", "id": "F"}
    for number in range(case["times"]):
        inner = {"type": "group", "id": f"G{number}", "components": [inner]}
    return {"good.bpmn": GOOD, "a.form": json.dumps({"id": "f", "type": "default", "components": [inner]}).encode()}


def _archive(case: Case) -> Files:
    """A zip of models with something wrong in it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in case["names"]:
            archive.writestr(name, GOOD)
        for number in range(case.get("entries", 0)):
            archive.writestr(f"{number}.bpmn", b"")
        if "zeros" in case:
            with archive.open("zeros.bpmn", "w", force_zip64=True) as opened:
                for _ in range(case["zeros"] // 1_000_000):
                    opened.write(bytes(1_000_000))
        if "symlink" in case:
            info = zipfile.ZipInfo("link.bpmn")
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, case["symlink"])
    data = packed.getvalue()
    if case.get("twice"):
        data = data.replace(b"2.bpmn", b"1.bpmn")
    if case.get("nested"):
        outer = io.BytesIO()
        with zipfile.ZipFile(outer, "w") as archive:
            archive.writestr("inner.zip", data)
        data = outer.getvalue()
    return {"good.bpmn": GOOD, case.get("as", "bundle.zip"): data}


RECIPES: dict[str, Callable[[Case], Files]] = {
    "billion laughs": _laughs,
    "quadratic blow-up": _quadratic,
    "deep": _deep,
    "padded": _padded,
    "long text": _long_text,
    "annotations": _annotations,
    "attributes": _attributes,
    "long name": _long_name,
    "namespaces": _namespaces,
    "encoded": _encoded,
    "row of tasks": _row_of_tasks,
    "the same process in two files": _two_files,
    "multiple": _multiple,
    "condition": _condition,
    "label": _labelled,
    "many rules": _many_rules,
    "rules": _rules,
    "decisions in a circle": _cycle,
    "many fields": _many_fields,
    "nested form": _nested_form,
    "archive": _archive,
    "good": lambda case: _file(GOOD),
}
