"""Diagrams element by element, with what hangs on each (definitions, extensions); decision tables rule by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from ..kernel.documents import parse
from .records import ElementDifference, Part, compared, ranks

#: Said by sequence flows already, or names of what is drawn.
_LEFT_OUT = frozenset({"incoming", "outgoing", "flowNodeRef"})
#: Parts of an element that are not drawn: they are told as what the element around them says.
_INNER = frozenset(
    {
        *("extensionElements", "documentation", "conditionExpression", "multiInstanceLoopCharacteristics"),
        *("standardLoopCharacteristics", "ioSpecification", "dataInput", "dataOutput", "inputSet", "outputSet"),
        *("property", "timeDuration", "timeDate", "timeCycle", "condition", "script", "text", "formalExpression"),
        *("completionCondition", "loopCardinality", "inputEntry", "outputEntry", "inputExpression", "variable"),
        *("informationRequirement", "knowledgeRequirement", "authorityRequirement", "description", "annotationEntry"),
        *("inputValues", "outputValues", "defaultOutputEntry", "literalExpression"),
    }
)
_DRAWINGS = ("/BPMN/20100524/DI", "/DMNDI/", "/DD/20100524/", "/DMN/20180521/DI", "/DMN/20180521/DC")


def diagram(old: bytes, new: bytes, path: str) -> list[ElementDifference]:
    """Elements of a BPMN file; `moved`: drawn elsewhere, and nothing else."""
    return list(compared(_parts(parse(old, path)), _parts(parse(new, path))))


def decisions(old: bytes, new: bytes, path: str) -> list[ElementDifference]:
    """Decisions, columns and rules of a DMN file; `moved`: another place in the table."""
    before, after = _parts(parse(old, path)), _parts(parse(new, path))
    old_ranks, new_ranks = ranks(_rules(before), _rules(after))
    before = {key: Part(part.name, part.says, old_ranks.get(key)) for key, part in before.items()}
    after = {key: Part(part.name, part.says, new_ranks.get(key)) for key, part in after.items()}
    return list(compared(before, after))


def _rules(parts: dict[str, Part]) -> list[str]:
    return [key for key, part in parts.items() if part.says.get("") == "rule"]


def _parts(root: etree._Element) -> dict[str, Part]:
    places = _places(root)
    found: dict[str, Part] = {}
    for element in root.iter(etree.Element):
        key = element.get("id")
        if element is root or key is None or not _own(element):
            continue
        says = {"": _local(element), **_inside(element)}
        around = element.getparent()
        if around is not None and around is not root and around.get("id"):
            says["parent"] = str(around.get("id"))
        found[key] = Part(element.get("name") or "", says, places.get(key))
    return found


def _own(element: etree._Element) -> bool:
    """Whether an element is told by itself: it has an id, is of the standard, and is no part of another one."""
    space = etree.QName(element).namespace or ""
    name = _local(element)
    standard = "/BPMN/20100524/MODEL" in space or "/DMN/" in space
    return standard and not any(part in space for part in _DRAWINGS) and not _part_of_another(name)


def _part_of_another(name: str) -> bool:
    return name in _INNER or name.endswith("EventDefinition")


def _inside(element: etree._Element, where: str = "") -> dict[str, str]:
    """What an element says by its attributes, texts and inner parts, by path."""
    found: dict[str, str] = {}
    for name, value in sorted(element.attrib.items()):
        if not (where == "" and name == "id"):
            found[f"{where}{_short(str(name))}"] = str(value)
    text = (element.text or "").strip()
    if text:
        found[f"{where}text" if where == "" else where.rstrip("/")] = text
    children = list(_children(element))
    many = Counter(_short(str(child.tag)) for child in children)
    seen: Counter[str] = Counter()
    for child in children:
        name = _short(str(child.tag))
        seen[name] += 1
        step = f"{name}[{seen[name]}]" if many[name] > 1 else name
        inner = _inside(child, f"{where}{step}/")
        inner.pop(f"{where}{step}/id", None)
        found.update(inner or {f"{where}{step}": ""})
    return found


def _children(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if (
            isinstance(child.tag, str)
            and _local(child) not in _LEFT_OUT
            and (child.get("id") is None or not _own(child))
        ):
            yield child


def _places(root: etree._Element) -> dict[str, tuple[str, ...]]:
    """Bounds and bends by the id of what is drawn."""
    found: dict[str, tuple[str, ...]] = {}
    for drawn in root.iter(etree.Element):
        key = drawn.get("bpmnElement") or drawn.get("dmnElementRef")
        if key:
            bounds = [
                ",".join(part.get(name, "") for name in ("x", "y", "width", "height"))
                for part in drawn
                if isinstance(part.tag, str) and _local(part) in ("Bounds", "waypoint")
            ]
            found[key] = tuple(bounds)
    return found


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _short(tag: str) -> str:
    """A name with the last word of a foreign namespace before it: `zeebe:taskDefinition`."""
    space, _, name = tag.rpartition("}")
    if not space or "/BPMN/20100524/MODEL" in space or "/DMN/" in space:
        return name
    words = [word for word in space.strip("{").split("/") if word and not word[0].isdigit()]
    return f"{words[-1]}:{name}" if words else name
