"""One file under translation: where extension elements go, and the report that grows beside it."""

from __future__ import annotations

from lxml import etree

from ..kernel.documents import line_of
from .report import Line, Outcome

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
AKZESS = "urn:akzess:bpmn:1"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
#: Dialects that mean the same: Camunda 7's own and the one it came from.
SEVENS = frozenset({CAMUNDA, "http://activiti.org/bpmn"})


def local(element: etree._Element) -> str:
    """The tag without its namespace."""
    return str(etree.QName(element).localname)


def namespace(element: etree._Element) -> str:
    """The namespace of an element."""
    return str(etree.QName(element).namespace)


def attributes(element: etree._Element) -> dict[tuple[str, str], str]:
    """Attributes by (namespace, name); the namespace is "" for those of the element's own language."""
    found = {}
    for key, value in element.attrib.items():
        name = etree.QName(str(key))
        found[(str(name.namespace or ""), str(name.localname))] = str(value)
    return found


class Rewriting:
    """The document that is changed in place, and what is said about it."""

    def __init__(self, document: etree._Element) -> None:
        self.document = document
        self.lines: list[Line] = []

    # -- the report

    def translated(self, element: etree._Element, was: str, became: str) -> None:
        """`was` means the same as `became`."""
        self._say(element, Outcome.TRANSLATED, was, became)

    def dropped(self, element: etree._Element, was: str) -> None:
        """`was` has no meaning here and is not missed."""
        self._say(element, Outcome.DROPPED, was)

    def open(
        self, element: etree._Element | None, was: str, de: str, en: str, became: str = "", *, line: int = 0
    ) -> None:
        """A person has to complete this."""
        self._say(element, Outcome.OPEN, was, became, (de, en), line)

    def _say(
        self,
        element: etree._Element | None,
        outcome: Outcome,
        was: str,
        became: str = "",
        text: tuple[str, str] = ("", ""),
        line: int = 0,
    ) -> None:
        owner = element
        while owner is not None and not owner.get("id"):
            owner = owner.getparent()
        name = "" if owner is None else str(owner.get("id"))
        at = line or (line_of(element) if element is not None else 0)
        self.lines.append(Line(name, outcome, was[:300], became[:300], *text, line=at))

    # -- attributes and elements

    def take(self, element: etree._Element, name: str) -> str | None:
        """The value of an attribute of the old dialect, which is removed."""
        for space in SEVENS:
            found = element.get(f"{{{space}}}{name}")
            if found is not None:
                del element.attrib[f"{{{space}}}{name}"]
                return str(found)
        return None

    def has(self, element: etree._Element, name: str) -> bool:
        """True when the element has this attribute of the old dialect."""
        return any(element.get(f"{{{space}}}{name}") is not None for space in SEVENS)

    def children(self, element: etree._Element, name: str) -> list[etree._Element]:
        """The children of the old dialect with a name."""
        return [
            child
            for child in element
            if isinstance(child.tag, str) and local(child) == name and etree.QName(child).namespace in SEVENS
        ]

    def extend(self, element: etree._Element, name: str, **attributes: str) -> etree._Element:
        """The `zeebe:` extension element of a name, made when it is not there; attributes are set on it."""
        holder = element.find(f"{{{BPMN}}}extensionElements")
        if holder is None:
            holder = etree.Element(f"{{{BPMN}}}extensionElements")
            after = [child for child in element if isinstance(child.tag, str) and local(child) == "documentation"]
            element.insert(element.index(after[-1]) + 1 if after else 0, holder)
        found = holder.find(f"{{{ZEEBE}}}{name}")
        if found is None:
            found = etree.SubElement(holder, f"{{{ZEEBE}}}{name}")
        for key, value in attributes.items():
            found.set(key, value)
        return found

    def map(self, element: etree._Element, direction: str, source: str, target: str) -> None:
        """One line of an input/output mapping."""
        mapping = self.extend(element, "ioMapping")
        # Inputs go before outputs: the schema of the dialect wants them so.
        line = etree.Element(f"{{{ZEEBE}}}{direction}", source=source, target=target)
        outputs = mapping.findall(f"{{{ZEEBE}}}output")
        if direction == "input" and outputs:
            outputs[0].addprevious(line)
        else:
            mapping.append(line)

    def maps_a_result(self, element: etree._Element) -> bool:
        """True when the answer of a job is mapped by name already: then nothing else of it is wanted."""
        holder = element.find(f"{{{BPMN}}}extensionElements")
        mapping = None if holder is None else holder.find(f"{{{ZEEBE}}}ioMapping")
        return mapping is not None and any(
            line.get("source") == "=result" for line in mapping.findall(f"{{{ZEEBE}}}output")
        )

    def rename(self, element: etree._Element, tag: str) -> None:
        """Make another kind of BPMN element of one."""
        element.tag = f"{{{BPMN}}}{tag}"

    def remove(self, element: etree._Element) -> None:
        """Take an element out, with the holder of extensions that it leaves empty."""
        parent = element.getparent()
        if parent is None:
            return
        parent.remove(element)
        if parent.tag == f"{{{BPMN}}}extensionElements" and not len(parent):
            above = parent.getparent()
            if above is not None:
                above.remove(parent)
