"""Small steps through an XML tree of DMN elements, blind to namespaces of foreign extensions."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from .syntax import Place, Variable


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return etree.QName(element).localname


def children(element: etree._Element | None, name: str | None = None) -> Iterator[etree._Element]:
    """Direct children in the namespace of the parent, all or those called ``name``."""
    if element is None:
        return
    namespace = etree.QName(element).namespace
    for item in element:
        if not isinstance(item.tag, str):
            continue
        tag = etree.QName(item)
        if tag.namespace == namespace and (name is None or tag.localname == name):
            yield item


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child called ``name``."""
    return next(children(element, name), None)


def attribute(element: etree._Element | None, name: str) -> str:
    """An attribute's value without outer blanks, empty when absent."""
    return "" if element is None else (element.get(name) or "").strip()


def text_of(element: etree._Element | None) -> str:
    """The text of an element without outer blanks, empty when absent."""
    return "" if element is None else (element.text or "").strip()


def type_ref(element: etree._Element | None) -> str:
    """The type an element names: an attribute since DMN 1.2, an attribute or a child element before."""
    return attribute(element, "typeRef") or text_of(child(element, "typeRef"))


def place(element: etree._Element) -> Place:
    """Where the element stands; one without id borrows the id of the nearest ancestor that has one."""
    holder: etree._Element | None = element
    while holder is not None and not holder.get("id"):
        holder = holder.getparent()
    identifier = "" if holder is None else (holder.get("id") or "")
    line = element.sourceline
    return Place(identifier, line if isinstance(line, int) else 0)


def variable_of(element: etree._Element) -> Variable:
    """A named, perhaps typed, information item. Blanks inside names count as one (FEEL names)."""
    return Variable(" ".join(attribute(element, "name").split()), type_ref(element))
