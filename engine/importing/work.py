"""Tasks of Camunda 7: who does what, by which expression, class or script."""

from __future__ import annotations

import re

from lxml import etree

from .juel import call, expression, plain
from .juel_meaning import Call, NotTranslatable
from .rewriting import AKZESS, BPMN, Rewriting, local

_SET_VARIABLE = re.compile(
    r"""\s*execution\s*\.\s*setVariable\s*\(\s*(["'])(\w+)\1\s*,\s*(.*?)\s*\)\s*;?\s*""", re.DOTALL
)


def expression_text(rewriting: Rewriting, element: etree._Element, *, truth: bool) -> None:
    """An expression that is the text of an element: a condition, a time, a number of rounds."""
    was = (element.text or "").strip()
    if not was or was.startswith("="):
        return
    try:
        script = element.get("language") is not None and "${" not in was
        became = plain(was, truth=truth) if script else expression(was, truth=truth)
    except NotTranslatable as reason:
        rewriting.open(
            element, was,
            f"Als FEEL schreiben; „{reason}“ gibt es dort nicht. Bis dahin gilt „falsch“." if truth else f"Als FEEL schreiben; „{reason}“ gibt es dort nicht.",
            f"Write it as FEEL; “{reason}” does not exist there." + (" Until then it is false." if truth else ""),
            "=false" if truth else "=null",
        )  # fmt: skip
        element.text = "=false" if truth else "=null"
        element.attrib.pop("language", "")
        return
    if became != was:
        element.text = became
        element.attrib.pop("language", "")
        rewriting.translated(element, was, became)


def value(rewriting: Rewriting, element: etree._Element, name: str) -> str | None:
    """An attribute with an expression as ours, None when it is not there or cannot be said (told as open)."""
    was = rewriting.take(element, name)
    if not was:
        return None
    try:
        became = expression(was)
    except NotTranslatable as reason:
        rewriting.open(element, f'{name}="{was}"', f"Als FEEL schreiben; „{reason}“ gibt es dort nicht.",
                       f"Write it as FEEL; “{reason}” does not exist there.")  # fmt: skip
        return None
    rewriting.translated(element, f'{name}="{was}"', became)
    return became


def user_task(rewriting: Rewriting, element: etree._Element) -> None:
    """Who may do it, until when, with which form."""
    for name in ("assignee", "candidateGroups", "candidateUsers"):
        found = value(rewriting, element, name)
        if found is not None:
            rewriting.extend(element, "assignmentDefinition", **{name: found})
    for name in ("dueDate", "followUpDate"):
        found = value(rewriting, element, name)
        if found is not None:
            rewriting.extend(element, "taskSchedule", **{name: found})
    priority = value(rewriting, element, "priority")
    if priority is not None:
        rewriting.extend(element, "priorityDefinition", priority=priority)
    form = rewriting.take(element, "formKey") or rewriting.take(element, "formRef")
    if form:
        rewriting.open(element, f'formKey="{form}"', "Ein Formular (form-js) bauen und hier wählen; bis dahin gilt das allgemeine.",
                       "Build a form (form-js) and choose it here; until then the general one is shown.")  # fmt: skip


def service(rewriting: Rewriting, element: etree._Element) -> None:
    """What a machine does: an external task, a bean, a class, a decision, or a value that is only computed."""
    owner = _owner(element)
    topic = rewriting.take(element, "topic")
    kind = rewriting.take(element, "type")
    decision = rewriting.take(element, "decisionRef")
    result = rewriting.take(element, "resultVariable")
    if decision is not None:
        rewriting.take(element, "mapDecisionResult")
        rewriting.extend(owner, "calledDecision", decisionId=decision, resultVariable=result or "result")
        rewriting.translated(element, f'decisionRef="{decision}"', "zeebe:calledDecision")
    elif topic is not None or kind is not None:
        _job(rewriting, owner, _job_type(topic or str(kind)), f'topic="{topic or kind}"')
    elif rewriting.has(element, "expression"):
        _expression(rewriting, owner, str(rewriting.take(element, "expression")), result)
    else:
        for name in ("class", "delegateExpression"):
            code = rewriting.take(element, name)
            if code is not None:
                _job(rewriting, owner, "java." + _job_type(re.sub(r"[$#{}]", "", code)), f'{name}="{code}"', ours=False)
                return
        if local(element) == "serviceTask":
            rewriting.open(element, "ohne Implementierung", "Eine Vorlage (Behörde) wählen oder eine Auftragsart nennen.",
                           "Choose a template (agency) or name a job type.", "offen.auftrag")  # fmt: skip
            rewriting.extend(owner, "taskDefinition", type="offen.auftrag")


def _owner(element: etree._Element) -> etree._Element:
    """The flow node that does the work: for a message definition, the event around it."""
    parent = element.getparent()
    return parent if local(element) == "messageEventDefinition" and parent is not None else element


def _job_type(text: str) -> str:
    return re.sub(r"[^\w.-]+", "-", text).strip("-") or "offen"


def _job(rewriting: Rewriting, owner: etree._Element, job_type: str, was: str, *, ours: bool = True) -> None:
    rewriting.extend(owner, "taskDefinition", type=job_type)
    if ours:
        rewriting.translated(owner, was, f'taskDefinition type="{job_type}"')
        return
    rewriting.open(owner, was, "Java-Code läuft hier nicht: einen Konnektor oder Worker für diese Auftragsart bereitstellen.",
                   "Java code does not run here: provide a connector or worker for this job type.", job_type)  # fmt: skip


def _expression(rewriting: Rewriting, owner: etree._Element, was: str, result: str | None) -> None:
    inner = re.sub(r"^\s*[$#]\{(.*)\}\s*$", r"\1", was, flags=re.DOTALL)
    assigned = _SET_VARIABLE.fullmatch(inner)
    try:
        found = None if assigned else call(was)
        if isinstance(found, Call):
            for number, argument in enumerate(found.arguments, start=1):
                rewriting.map(owner, "input", f"={argument}", f"arg{number}")
            if result:
                rewriting.map(owner, "output", "=result", result)
            _job(rewriting, owner, f"{found.bean}.{found.method}", was, ours=False)
            return
        feel = expression("${" + assigned[3] + "}") if assigned else expression(was)
    except NotTranslatable as reason:
        rewriting.extend(owner, "taskDefinition", type="offen.ausdruck")
        rewriting.open(owner, was, f"Als FEEL-Skript oder Auftrag schreiben; „{reason}“ gibt es hier nicht.",
                       f"Write it as a FEEL script or a job; “{reason}” does not exist here.", "offen.ausdruck")  # fmt: skip
        return
    _computes(rewriting, owner, was, feel, assigned[2] if assigned else result or "result")


def _computes(rewriting: Rewriting, owner: etree._Element, was: str, feel: str, variable: str) -> None:
    """An element that only computes a value is a script task with FEEL."""
    if local(owner).endswith("Task"):
        rewriting.rename(owner, "scriptTask")
        rewriting.extend(
            owner, "script", expression=feel if feel.startswith("=") else f'="{feel}"', resultVariable=variable
        )
    else:
        rewriting.map(owner, "output", feel, variable)
    rewriting.translated(owner, was, f"{variable} {feel}")


def script(rewriting: Rewriting, element: etree._Element) -> None:
    """A script task: FEEL where the script is one value, else an open job; foreign code is never run."""
    body = element.find(f"{{{BPMN}}}script")
    was = (body.text or "").strip() if body is not None else ""
    language = element.get("scriptFormat", "")
    element.attrib.pop("scriptFormat", "")
    result = rewriting.take(element, "resultVariable")
    resource = rewriting.take(element, "resource")
    if body is not None:
        element.remove(body)
    assigned = _SET_VARIABLE.fullmatch(was)
    try:
        text = assigned[3] if assigned else was
        if not text:
            raise NotTranslatable(resource or "leer")
        feel = expression(text) if "${" in text else plain(text.rstrip("; \n"))
    except NotTranslatable as reason:
        rewriting.extend(element, "taskDefinition", type="offen.skript")
        rewriting.open(element, f"{language}: {was or resource}", f"Als FEEL schreiben oder einen Auftrag daraus machen („{reason}“).",
                       f"Write it as FEEL or make a job of it (“{reason}”).", "offen.skript")  # fmt: skip
        return
    _computes(rewriting, element, f"{language}: {was}", feel, assigned[2] if assigned else result or "result")


def field(rewriting: Rewriting, element: etree._Element, child: etree._Element) -> None:
    """A value injected into a Java class is a header of the job."""
    texts = [inner.text for inner in child if isinstance(inner.tag, str) and inner.text]
    text = child.get("stringValue") or child.get("expression") or (texts[0] if texts else "")
    headers = rewriting.extend(_owner(element), "taskHeaders")
    etree.SubElement(headers, headers.tag.replace("taskHeaders", "header"), key=child.get("name", ""), value=text)
    rewriting.translated(element, f'field {child.get("name")}="{text}"', "zeebe:header")
    rewriting.remove(child)


def listener(rewriting: Rewriting, element: etree._Element, child: etree._Element) -> None:
    """A listener that sets a variable when an activity ends is an output; every other one is left to a person."""
    text = child.get("expression") or ""
    assigned = _SET_VARIABLE.fullmatch(re.sub(r"^\s*[$#]\{(.*)\}\s*$", r"\1", text, flags=re.DOTALL))
    if assigned is None or child.get("event") not in ("end", "complete"):
        return  # told with the leftovers
    try:
        feel = expression("${" + assigned[3] + "}")
    except NotTranslatable:
        return
    if not rewriting.maps_a_result(element):
        rewriting.extend(element, "ioMapping").set(f"{{{AKZESS}}}keepResult", "true")
    rewriting.map(element, "output", feel, assigned[2])
    rewriting.translated(element, f"listener {text}", f"zeebe:output {assigned[2]}")
    rewriting.remove(child)
