"""Data of BPMN 2.0: inputs and outputs with their sets, what fits what, collections and loops over them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from .lint_standard_document import ACTIVITIES, CATCHING, EVENTS, TASKS, Breach, Document, children, kind, texts

_ITEM_AWARE = ("dataObject", "dataInput", "dataOutput", "dataStore")
_MAY_HAVE_IO = TASKS | {"callActivity", "process", "globalTask", "globalUserTask", "globalManualTask",
                        "globalScriptTask", "globalBusinessRuleTask"}  # fmt: skip


def check(model: Document) -> Iterator[Breach]:
    """Breaches of every rule about data."""
    for element in model.elements:
        what = kind(element)
        if what == "ioSpecification":
            yield from _specification(model, element)
        elif what in _ITEM_AWARE:
            yield from _collection(model, element)
        elif what == "dataObjectReference":
            yield from _state(model, element)
        elif what == "multiInstanceLoopCharacteristics":
            yield from _loop(model, element)
        elif what in EVENTS:
            yield from _event(model, element)
        if what in ACTIVITIES:
            yield from _quantities(element)
        if what == "adHocSubProcess" and not [item for item in children(element) if kind(item) in ACTIVITIES]:
            german = "Ein Ad-hoc-Teilprozess enthält mindestens eine Aktivität."
            english = "An ad-hoc sub-process has one activity at least."
            yield Breach(element, "bpmn-ad-hoc-empty", german, english)
        yield from _operations(model, element)


def _quantities(element: etree._Element) -> Iterator[Breach]:
    for name in ("startQuantity", "completionQuantity"):
        value = element.get(name, "1")
        if value.lstrip("-").isdigit() and int(value) < 1:
            german, english = f"{name} ist mindestens 1.", f"{name} is 1 at least."
            yield Breach(element, "bpmn-quantity", german, english)


def _specification(model: Document, element: etree._Element) -> Iterator[Breach]:
    owner = element.getparent()
    if owner is not None and kind(owner) not in _MAY_HAVE_IO:
        yield Breach(
            element,
            "bpmn-io-here",
            f"Ein- und Ausgaben (ioSpecification) haben Aufgaben und aufrufbare Prozesse, nicht {kind(owner)}.",
            f"Inputs and outputs (ioSpecification) belong to tasks and callable processes, not to {kind(owner)}.",
        )
    inputs, outputs = children(element, "inputSet"), children(element, "outputSet")
    for group, whole, parts in (
        (inputs, "dataInputRefs", ("optionalInputRefs", "whileExecutingInputRefs")),
        (outputs, "dataOutputRefs", ("optionalOutputRefs", "whileExecutingOutputRefs")),
    ):
        for item in group:
            for part in parts:
                lost = sorted(set(texts(item, part)) - set(texts(item, whole)))
                if lost:
                    yield Breach(
                        item,
                        "bpmn-io-sets",
                        f"{part} nennt „{lost[0]}“, das nicht in {whole} desselben Satzes steht.",
                        f"{part} names “{lost[0]}”, which is not in {whole} of the same set.",
                    )
    for here, there, name, back in (
        (inputs, outputs, "outputSetRefs", "inputSetRefs"),
        (outputs, inputs, "inputSetRefs", "outputSetRefs"),
    ):
        for item in here:
            for wanted in texts(item, name):
                other = next((one for one in there if one.get("id") == wanted), None)
                if other is None or item.get("id") not in texts(other, back):
                    yield Breach(
                        item,
                        "bpmn-io-sets",
                        f"{name} nennt „{wanted}“, das nicht zurück verweist.",
                        f"{name} names “{wanted}”, which does not point back.",
                    )


def _collection(model: Document, element: etree._Element) -> Iterator[Breach]:
    item = model.refer(element.get("itemSubjectRef"))
    if item is None or kind(item) != "itemDefinition":
        return
    if (element.get("isCollection") == "true") != (item.get("isCollection") == "true"):
        yield Breach(
            element,
            "bpmn-collection",
            f"isCollection ist hier anders angegeben als an „{item.get('id')}“.",
            f"isCollection says something else here than at “{item.get('id')}”.",
        )


def _state(model: Document, element: etree._Element) -> Iterator[Breach]:
    state = next(iter(children(element, "dataState")), None)
    data = model.refer(element.get("dataObjectRef"))
    if state is None or data is None or not data.get("name") or not state.get("name"):
        return
    wanted = f"{data.get('name')} [{state.get('name')}]"
    if element.get("name") is not None and element.get("name") != wanted:
        german, english = f"Der Verweis heißt nach dem Zustand „{wanted}“.", f"The reference is called “{wanted}”."
        yield Breach(element, "bpmn-data-state", german, english)


def _loop(model: Document, element: etree._Element) -> Iterator[Breach]:
    source = texts(element, "loopDataInputRef")
    zeebe = element.find(".//{*}loopCharacteristics")
    camunda = any(str(name).endswith("}collection") for name in element.attrib)
    if not source and not children(element, "loopCardinality") and zeebe is None and not camunda:
        german = "Einer Mehrfachausführung fehlt, wie oft (loopCardinality oder loopDataInputRef)."
        english = "A multi-instance activity does not say how often (loopCardinality or loopDataInputRef)."
        yield Breach(element, "bpmn-loop-data", german, english)
    if children(element, "complexBehaviorDefinition") and element.get("behavior") != "Complex":
        german = "complexBehaviorDefinition gilt nur mit behavior „Complex“."
        english = "complexBehaviorDefinition counts only with behavior “Complex”."
        yield Breach(element, "bpmn-loop-data", german, english)
    for reference, one in (("loopDataInputRef", "inputDataItem"), ("loopDataOutputRef", "outputDataItem")):
        for name in texts(element, reference):
            whole, part = model.refer(name), next(iter(children(element, one)), None)
            if whole is None or part is None:
                continue
            type_of, single = model.refer(whole.get("itemSubjectRef")), model.refer(part.get("itemSubjectRef"))
            if single is None or type_of is None:
                continue
            if single.get("isCollection") == "true" or single.get("structureRef") != type_of.get("structureRef"):
                yield Breach(
                    element,
                    "bpmn-loop-data",
                    f"{one} ist nicht ein Einzelnes von {reference}: gleiche Struktur, keine Sammlung.",
                    f"{one} is not a single one of {reference}: the same structure, no collection.",
                )


def _fits(model: Document, one: str | None, other: str | None) -> bool:
    """Two item definitions fit when they are the same or have the same structure."""
    first, second = model.refer(one), model.refer(other)
    if first is second:
        return True
    if first is None or second is None or not first.get("structureRef"):
        return False
    return first.get("structureRef") == second.get("structureRef")


def _inputs(element: etree._Element) -> tuple[list[etree._Element], list[etree._Element]]:
    specification = next(iter(children(element, "ioSpecification")), None)
    if specification is None:
        return [], []
    return children(specification, "dataInput"), children(specification, "dataOutput")


def _mismatch(element: etree._Element, what: str, english: str) -> Breach:
    return Breach(
        element,
        "bpmn-io-match",
        f"Die Ein- und Ausgaben passen nicht zu {what}: gleich viele und von gleicher Art.",
        f"The inputs and outputs do not fit {english}: as many of them, and of the same kind.",
    )


def _operations(model: Document, element: etree._Element) -> Iterator[Breach]:
    what = kind(element)
    if what not in ("serviceTask", "sendTask", "receiveTask", "callActivity"):
        return
    inputs, outputs = _inputs(element)
    if what == "callActivity":
        yield from _called(model, element, inputs, outputs)
        return
    if what == "serviceTask":
        operation = model.refer(element.get("operationRef"))
        if operation is None or kind(operation) != "operation":
            return
        wanted = [(texts(operation, "inMessageRef"), inputs), (texts(operation, "outMessageRef"), outputs)]
        sets = _sets(element)
        if not sets or max(sets) > 1:
            yield _mismatch(element, "der Operation (je ein Satz)", "the operation (one set of each)")
            return
    else:
        message = [element.get("messageRef", "")] if element.get("messageRef") else []
        data = inputs if what == "sendTask" else outputs
        wanted = [(message, data)] if data else []
    for messages, data in wanted:
        refs = [model.refer(name) for name in messages]
        items = [ref.get("itemRef") for ref in refs if ref is not None and ref.get("itemRef")]
        wrong = len(items) != len(data) if items or data else False
        if wrong or any(
            not _fits(model, item, one.get("itemSubjectRef")) for item, one in zip(items, data, strict=False)
        ):
            yield _mismatch(element, "der Nachricht", "the message")
            return


def _sets(element: etree._Element) -> list[int]:
    specification = next(iter(children(element, "ioSpecification")), None)
    if specification is None:
        return []
    return [len(children(specification, name)) for name in ("inputSet", "outputSet")]


def _called(
    model: Document, element: etree._Element, inputs: list[etree._Element], outputs: list[etree._Element]
) -> Iterator[Breach]:
    called = model.refer(element.get("calledElement"))
    if called is None or (not inputs and not outputs):
        return
    theirs = _inputs(called)
    for ours, other in zip((inputs, outputs), theirs, strict=True):
        if len(ours) != len(other) or any(
            not _fits(model, one.get("itemSubjectRef"), two.get("itemSubjectRef"))
            for one, two in zip(ours, other, strict=True)
        ):
            yield _mismatch(element, "dem aufgerufenen Element", "what is called")
            return


def _event(model: Document, event: etree._Element) -> Iterator[Breach]:
    """One input or output for each definition with an item, of the same kind and in the same order or not."""
    data = children(event, "dataOutput" if kind(event) in CATCHING else "dataInput")
    if not data:
        return
    items = []
    for definition in model.definitions(event):
        for attribute in ("messageRef", "signalRef", "errorRef", "escalationRef"):
            thing = model.refer(definition.get(attribute))
            if thing is not None and (thing.get("itemRef") or thing.get("structureRef")):
                items.append(thing.get("itemRef") or thing.get("structureRef"))
    left = list(data)
    for item in items:
        fitting = next((one for one in left if _fits(model, item, one.get("itemSubjectRef"))), None)
        if fitting is None:
            yield _mismatch(event, "den Auslösern des Ereignisses", "the triggers of the event")
            return
        left.remove(fitting)
