"""A task is taken, given back, drafted and completed by those who may; four eyes are four eyes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import commands as c
from engine.errors import Conflict, Forbidden, FourEyes, Invalid
from engine.model import Actor, CaseStatus
from tests.kernel.diagrams import end, flows, process, start, user
from tests.kernel.office import Office

from .diagrams import DESK, GROUP

ANNA = Actor("anna", "anna", frozenset({"clerk"}))
BERTA = Actor("berta", "berta", frozenset({"clerk"}))


def test_only_the_group_may_take_a_task(office: Office) -> None:
    office.runs(DESK)
    task = office.task("a")
    with pytest.raises(Forbidden):
        office.engine.handle(c.ClaimTask(task_id=task.id, actor=Actor("carla", "carla", frozenset({"lead"}))))
    office.engine.handle(c.ClaimTask(task_id=task.id, actor=ANNA))
    with pytest.raises(Conflict):
        office.engine.handle(c.ClaimTask(task_id=task.id, actor=BERTA))
    office.engine.handle(c.ClaimTask(task_id=task.id, actor=ANNA))
    assert office.task("a").assignee == "anna"


def test_a_task_must_be_claimed_before_it_is_completed(office: Office) -> None:
    office.runs(DESK)
    with pytest.raises(Conflict):
        office.engine.handle(c.CompleteTask(task_id=office.task("a").id, actor=ANNA))
    assert office.open() == ["a"]


def test_a_task_given_back_can_be_taken_by_somebody_else(office: Office) -> None:
    office.runs(DESK)
    task = office.task("a")
    office.engine.handle(c.ClaimTask(task_id=task.id, actor=ANNA))
    with pytest.raises(Forbidden):
        office.engine.handle(c.UnclaimTask(task_id=task.id, actor=BERTA))
    office.engine.handle(c.UnclaimTask(task_id=task.id, actor=ANNA))
    office.engine.handle(c.AssignTask(task_id=task.id, actor=ANNA, assignee="berta"))
    assert office.task("a").assignee == "berta"


def test_a_draft_is_there_until_its_task_is_completed(office: Office) -> None:
    office.runs(DESK)
    task = office.task("a")
    office.engine.handle(c.SaveDraft(task_id=task.id, actor=ANNA, answers={"text": "half"}))
    office.engine.handle(c.SaveDraft(task_id=task.id, actor=ANNA, answers={"text": "half a sentence"}))
    view = office.engine.task_view(task.id, person="anna")
    assert view.draft is not None
    assert view.draft.answers == {"text": "half a sentence"}
    office.completes("a")
    assert office.engine.task_view(task.id, person="anna").draft is None


def test_a_person_who_has_acted_cannot_confirm(office: Office) -> None:
    confirm = user("b", GROUP + '<akzess:separation from="a" />')
    office.runs(process(start(), user("a", GROUP), confirm, end(), flows("start -> a -> b -> end")))
    office.completes("a", person="anna")
    with pytest.raises(FourEyes):
        office.completes("b", person="anna")
    assert office.task("b").assignee is None  # nobody holds what they cannot finish
    deputy = replace(ANNA, on_behalf_of="berta")
    with pytest.raises(FourEyes):
        office.engine.handle(c.ClaimTask(task_id=office.task("b").id, actor=deputy))
    with pytest.raises(FourEyes):
        office.engine.handle(c.AssignTask(task_id=office.task("b").id, actor=BERTA, assignee="anna"))
    office.completes("b", person="berta")
    assert office.status is CaseStatus.COMPLETED


FORM = b'{"id": "f", "type": "default", "schemaVersion": 16, "components": [{"type": "textfield", "key": "reason", "id": "x1", "label": "Grund", "validate": {"required": true, "minLength": 5}}]}'


def test_answers_are_checked_against_the_form(office: Office) -> None:
    formed = user("a", GROUP + '<zeebe:formDefinition formId="f" />')
    office.deploy(process(start(), formed, end(), flows("start -> a -> end")), f_form=FORM)
    office.starts()
    with pytest.raises(Invalid) as refused:
        office.completes("a", reason="no")
    assert [problem.pointer for problem in refused.value.problems] == ["/reason"]
    assert office.open() == ["a"]
    office.completes("a", reason="long enough")
    assert office.variables() == {"reason": "long enough"}
