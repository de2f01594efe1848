"""Variables of Camunda 7 that are handed in and out: mappings, calls, loops, properties."""

from __future__ import annotations

from lxml import etree

from .juel import expression
from .juel_meaning import NotTranslatable
from .rewriting import AKZESS, Rewriting, attributes


def input_output(rewriting: Rewriting, element: etree._Element, child: etree._Element) -> None:
    """`camunda:inputOutput`: one line of ours for each parameter with a text; lists, maps and scripts are left open."""
    for parameter in [item for item in child if isinstance(item.tag, str)]:
        direction = "input" if etree.QName(parameter).localname == "inputParameter" else "output"
        name = parameter.get("name", "")
        text = (parameter.text or "").strip()
        try:
            if len(parameter):
                raise NotTranslatable(etree.QName(parameter[0]).localname)
            source = _as_feel(expression(text))
        except NotTranslatable as reason:
            rewriting.open(element, f"{direction}Parameter {name}: {text}"[:200], f"Als FEEL schreiben („{reason}“).",
                           f"Write it as FEEL (“{reason}”).")  # fmt: skip
            continue
        if direction == "output" and not rewriting.maps_a_result(element):
            # There an output is computed besides what the activity hands out; here it would stand in its place.
            rewriting.extend(element, "ioMapping").set(f"{{{AKZESS}}}keepResult", "true")
        rewriting.map(element, direction, source, name)
        rewriting.translated(element, f"{direction}Parameter {name}: {text}", source)
    rewriting.remove(child)


def call(rewriting: Rewriting, element: etree._Element) -> None:
    """A call activity: which process, what goes in, what comes out."""
    called = element.get("calledElement")
    if called:
        del element.attrib["calledElement"]
        try:
            process = expression(called)
        except NotTranslatable as reason:
            process = called
            rewriting.open(element, called, f"Den Prozess nennen („{reason}“).", f"Name the process (“{reason}”).")
        rewriting.extend(element, "calledElement", processId=process, propagateAllChildVariables="false")
    for name in ("calledElementBinding", "calledElementVersion", "calledElementVersionTag", "calledElementTenantId"):
        rewriting.take(element, name)
    holder = next(
        (item for item in element if isinstance(item.tag, str) and item.tag.endswith("}extensionElements")), None
    )
    if holder is None:
        return
    for direction in ("in", "out"):
        for line in rewriting.children(holder, direction):
            _handed(rewriting, element, direction, line)


def _handed(rewriting: Rewriting, element: etree._Element, direction: str, line: etree._Element) -> None:
    was = " ".join([direction, *(f'{name}="{text}"' for (_, name), text in attributes(line).items())])
    if line.get("businessKey") is not None:
        rewriting.dropped(element, was)
    elif line.get("variables") == "all":
        became = "propagateAllChildVariables" if direction == "out" else "propagateAllParentVariables"
        rewriting.extend(element, "calledElement", **{became: "true"})
        rewriting.translated(element, was, became)
    else:
        try:
            given = line.get("sourceExpression")
            source = _as_feel(expression(given)) if given else "=" + line.get("source", "null")
        except NotTranslatable as reason:
            rewriting.open(element, was, f"Als FEEL schreiben („{reason}“).", f"Write it as FEEL (“{reason}”).")
            rewriting.remove(line)
            return
        rewriting.map(element, "input" if direction == "in" else "output", source, line.get("target", ""))
        rewriting.translated(element, was, source)
    rewriting.remove(line)


def loop(rewriting: Rewriting, element: etree._Element) -> None:
    """A multi-instance activity over a collection."""
    collection, item = rewriting.take(element, "collection"), rewriting.take(element, "elementVariable")
    if collection is None:
        return
    try:
        source = _as_feel(expression(collection)) if "{" in collection else f"={collection}"
    except NotTranslatable as reason:
        rewriting.open(element, collection, f"Als FEEL schreiben („{reason}“).", f"Write it as FEEL (“{reason}”).")
        source = "=[]"
    attributes = {"inputCollection": source} | ({"inputElement": item} if item else {})
    rewriting.extend(element, "loopCharacteristics", **attributes)
    rewriting.translated(element, f'collection="{collection}"', source)


def properties(rewriting: Rewriting, element: etree._Element, child: etree._Element) -> None:
    """Properties keep their names and values."""
    ours = rewriting.extend(element, "properties")
    for line in rewriting.children(child, "property"):
        etree.SubElement(
            ours, ours.tag.replace("properties", "property"), name=line.get("name", ""), value=line.get("value", "")
        )
    rewriting.translated(element, "properties", "zeebe:properties")
    rewriting.remove(child)


def _as_feel(text: str) -> str:
    """A mapping's source: plain text becomes a FEEL string."""
    if text.startswith("="):
        return text
    return '="' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
