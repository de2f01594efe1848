"""Camunda 7 diagrams as ours: `camunda:` (and `activiti:`) attributes and elements become `zeebe:` ones, in place.

Everything else of the file (names, documentation, drawing, other tools' extensions) is left as it is. The two dialects
are described in Camunda's documentation: "Custom Extensions" (Camunda 7) and "BPMN extensions" (Camunda 8).
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from ..kernel.documents import line_of, parse
from . import mappings, work
from .encodings import as_utf8
from .report import Imported, Line, Outcome
from .rewriting import AKZESS, BPMN, SEVENS, ZEEBE, Rewriting, attributes, local, namespace
from .texts import NOT_NEEDED, OPEN_ELEMENTS

_ACTIVITIES_WITH_WORK = frozenset({"serviceTask", "sendTask", "businessRuleTask"})


def translate(data: bytes, filename: str = "import.bpmn") -> Imported:
    """Translate one file. Errors: engine.kernel.documents.BadDocument for what is no well-formed, harmless XML.

    A file without anything of Camunda 7 comes back as it was, with an empty report; one in a character set of one
    byte comes back in UTF-8 (see `encodings`).
    """
    data, encoding = as_utf8(data, filename)
    transcoded = (Line("", Outcome.TRANSLATED, f'encoding="{encoding}"', 'encoding="UTF-8"', line=1),)
    document = parse(data, filename)
    elements = list(document.iter(etree.Element))
    if not any(_of_the_old(item) for item in elements):
        return Imported(data, transcoded if encoding else ())
    rewriting = Rewriting(document)
    rewriting.lines += transcoded if encoding else ()
    for element in list(document.iter(etree.Element)):
        if element.tag == f"{{{BPMN}}}process":
            _process(rewriting, element)
        if element.tag.startswith(f"{{{BPMN}}}"):
            _element(rewriting, element)
    for element in list(document.iter(etree.Element)):
        _leftovers(rewriting, element)
    etree.cleanup_namespaces(
        document, top_nsmap={"zeebe": ZEEBE, "akzess": AKZESS}, keep_ns_prefixes=["zeebe", "akzess", "xsi"]
    )
    tree = document.getroottree()
    written = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", pretty_print=False)
    lines = sorted(rewriting.lines, key=lambda line: line.line)
    return Imported(written, tuple(lines))


def _of_the_old(element: etree._Element) -> bool:
    if SEVENS & {namespace(element), *(space for space, _ in attributes(element))}:
        return True
    return local(element) == "script" or "${" in (element.text or "")


def _process(rewriting: Rewriting, process: etree._Element) -> None:
    if process.get("isExecutable") != "true":
        process.set("isExecutable", "true")
        rewriting.translated(process, 'isExecutable="false"', 'isExecutable="true"')


def _element(rewriting: Rewriting, element: etree._Element) -> None:
    kind = local(element)
    for name in (
        "conditionExpression",
        "loopCardinality",
        "completionCondition",
        "condition",
        "timeDuration",
        "timeDate",
        "timeCycle",
    ):
        if kind == name:
            work.expression_text(
                rewriting, element, truth=name in ("conditionExpression", "completionCondition", "condition")
            )
    if kind == "userTask":
        work.user_task(rewriting, element)
    elif kind in _ACTIVITIES_WITH_WORK or kind == "messageEventDefinition":
        work.service(rewriting, element)
    elif kind == "scriptTask":
        work.script(rewriting, element)
    elif kind == "callActivity":
        mappings.call(rewriting, element)
    elif kind == "multiInstanceLoopCharacteristics":
        mappings.loop(rewriting, element)
    holder = element.find(f"{{{BPMN}}}extensionElements")
    if holder is not None:
        for child in [item for item in holder if isinstance(item.tag, str) and namespace(item) in SEVENS]:
            handler = _EXTENSIONS.get(local(child))
            if handler is not None:
                handler(rewriting, element, child)


def _leftovers(rewriting: Rewriting, element: etree._Element) -> None:
    """What nobody translated: told, with what to do about it, and taken out, because it would not be executed."""
    for (space, name), text in attributes(element).items():
        if space not in SEVENS:
            continue
        if name in NOT_NEEDED:
            rewriting.dropped(element, f'{name}="{text}"')
        else:
            rewriting.open(element, f'{name}="{text}"', *OPEN_ELEMENTS.get(name, OPEN_ELEMENTS["*"]))
        del element.attrib[f"{{{space}}}{name}"]
    parent = element.getparent()
    if namespace(element) not in SEVENS or parent is None or namespace(parent) in SEVENS:
        return  # ours, or told with the element around it
    short = local(element)
    told = " ".join([short, *(f'{name}="{text}"' for (_, name), text in attributes(element).items())])
    rewriting.open(parent, told, *OPEN_ELEMENTS.get(short, OPEN_ELEMENTS["*"]), line=line_of(element))
    rewriting.remove(element)


_EXTENSIONS: dict[str, Callable[[Rewriting, etree._Element, etree._Element], None]] = {
    "inputOutput": mappings.input_output,
    "properties": mappings.properties,
    "field": work.field,
    "executionListener": work.listener,
    "taskListener": work.listener,
}
