"""Views of the case page as the resources of the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.deadlines import Step

from ..resources import casefile as r
from ..resources import decisions, diagrams
from ..resources.base import Text
from .clock import ClockView, Derived, PauseView
from .decisions import Cell, DecisionView, Matched
from .diagram import Drawn
from .diagram import Step as WayStep
from .messages import Traffic
from .stages import Stage
from .timeline import Entry
from .waiting import Wait
from .words import Words, labelled

Names = Mapping[str, str]


def text(words: Words) -> Text:
    """A text in two languages."""
    return Text(de=words.de, en=words.en)


def stage(view: Stage) -> r.Stage:
    """A stage."""
    return r.Stage(key=view.key, de=view.name.de, en=view.name.en, state=view.state, at=view.at)


def wait(view: Wait) -> r.Waiting:
    """Something the case waits for."""
    return r.Waiting(
        whom=text(view.whom),
        since=view.since,
        what=text(view.what),
        element_id=view.element_id,
        kind=view.kind,
        due_at=view.due_at,
        overdue=view.overdue,
    )


def clock(view: ClockView) -> r.ProcedureClock:
    """The clock."""
    dates = [_date(entry) for entry in view.dates]
    return r.ProcedureClock(
        received_on=view.received_on,
        started_on=view.started_on,
        stopped_on=view.stopped_on,
        state=view.state,
        net_days=view.net_days,
        gross_days=view.gross_days,
        limit_days=view.limit_days,
        remaining_days=view.remaining_days,
        light=view.light,
        running=view.state == "running",
        in_time=view.in_time,
        pauses=[_pause(pause) for pause in view.pauses],
        target_date=view.target,
        steps=next((entry.steps for entry in dates if entry.key == "T01"), []),
        dates=dates,
    )


def _pause(view: PauseView) -> r.Pause:
    fields = {"kind": view.kind, "reason": text(view.reason), "from": view.begin, "to": view.end}
    return r.Pause.model_validate({**fields, "days": view.days, "counts": view.counts})


def _date(view: Derived) -> r.ClockDate:
    return r.ClockDate(
        key=view.key, name=text(view.name), date=view.day, short=text(view.short), steps=[_step(s) for s in view.steps]
    )


def _step(step: Step) -> r.ClockStep:
    return r.ClockStep(de=step.text_de, en=step.text_en, date=step.day, norm=step.norm)


def entry(view: Entry, names: Names) -> r.TimelineEntry:
    """A line of the timeline."""
    links = [r.Link(de="Warum?", en="Why?", href=f"?tab={view.target}#{view.seq}")] if view.target else []
    return r.TimelineEntry(
        seq=view.seq,
        at=view.at,
        kind=view.kind,
        title=text(view.title),
        actor_name=_name(view.actor, names),
        on_behalf_of=_name(view.on_behalf_of, names),
        element_id=view.element_id or None,
        detail=text(view.detail) if view.detail else None,
        links=links,
    )


def _name(person: str | None, names: Names) -> str | None:
    return None if person is None else names.get(person, person)


def decision(view: DecisionView) -> decisions.Decision:
    """A decision with its rules."""
    return decisions.Decision(
        seq=view.seq,
        at=view.at,
        element_id=view.element_id,
        decision_id=view.decision_id,
        name=text(view.name),
        description=text(view.description),
        tables=[
            decisions.DecisionTable(id=table.id, description=text(table.description), hit_policy=table.hit_policy)
            for table in view.tables
        ],
        inputs=[
            decisions.DecisionInput(table=table.id, name=text(name), value=value, sealed=sealed)
            for table in view.tables
            for name, value, sealed in table.inputs
        ],
        matched_rules=[_rule(rule) for rule in view.rules],
        result=view.result,
        hit_policy=view.tables[-1].hit_policy if view.tables else "",
        faithful=view.faithful,
    )


def _rule(view: Matched) -> decisions.MatchedRule:
    return decisions.MatchedRule(
        table=view.table,
        index=view.number,
        id=view.id,
        annotation=text(view.description) if view.description.de else None,
        norms=list(view.norms),
        conditions=[_cell(cell) for cell in view.conditions],
        outputs=dict(view.outputs),
    )


def _cell(view: Cell) -> decisions.RuleCondition:
    return decisions.RuleCondition(
        input=text(view.input), test=view.test, words=text(view.words), value=view.value, sealed=view.sealed
    )


def process(view: Drawn, case_id: str, versions: Mapping[str, int]) -> diagrams.ProcessState:
    """One diagram with what happens in it."""
    callers = [diagrams.ParentElement(key=key, element_id=element) for key, element in view.callers]
    name = view.process.name or view.process.id
    return diagrams.ProcessState(
        key=view.process.id,
        process_id=view.process.id,
        version=versions.get(view.process.id, 1),
        name=name,
        title=text(labelled(view.process.root.labels, name)),
        parent=callers[0] if callers else None,
        callers=callers,
        resource=f"/cases/{case_id}/diagrams/{view.process.id}",
        active=[
            diagrams.ActiveElement(element_id=one.element_id, activation=one.activation, since=one.since, kind=one.type)
            for one in view.active
        ],
        done=[diagrams.DoneElement(element_id=element, times=times) for element, times in sorted(view.done.items())],
        flows=sorted(view.flows),
        incidents=sorted(view.incidents),
    )


def step(view: WayStep, names: Names) -> diagrams.DiagramStep:
    """A line of the equivalent list."""
    return diagrams.DiagramStep(
        process_id=view.process_id,
        element_id=view.element_id,
        name=text(view.name),
        type=view.type,
        state=view.state,
        entered_at=view.entered_at,
        left_at=view.left_at,
        by=_name(view.by, names),
        way=view.way or None,
    )


def message(view: Traffic) -> r.PartnerMessage:
    """A message to or from a partner."""
    return r.PartnerMessage(
        id=str(view.number),
        exchange=view.exchange,
        part=view.part,
        at=view.at,
        direction="out" if view.ours else "in",
        agency=view.agency,
        partner=text(view.partner),
        operation=view.operation,
        summary=text(view.summary),
        outcome=text(view.outcome) if view.outcome else None,
        status=view.status,
        key=view.key,
        message_id=view.message_id,
        size=view.size,
        sha256=view.sha256,
        signature=view.signature,
        receipt=dict(view.receipt),
        proof=None if view.proof is None else f"/evidence/{view.proof}/proof.pdf",
    )


def people(*found: Iterable[str | None]) -> Sequence[str]:
    """The persons whose names are needed, once each."""
    return sorted({person for some in found for person in some if person})
