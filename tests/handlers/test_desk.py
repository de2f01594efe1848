"""What clerks do with tasks besides completing them, and what lists learn of it — on every store."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

import processes
from engine import commands as c
from engine.errors import AlreadyCompleted, Conflict, Forbidden, FourEyes, Invalid, StaleVersion
from engine.handlers import Engine
from engine.handlers.deployments import read_here
from engine.listing import Listing, ListingError, read
from engine.model import Actor
from tests.kernel.diagrams import end, flows, process, start, user
from tests.kernel.office import CountedIds, Office

GROUP = '<zeebe:assignmentDefinition candidateGroups="clerk" />'
DESK = process(start(), user("a", GROUP), user("b", GROUP), end(), flows("start -> a -> b -> end"))
ANNA = Actor("anna", "anna", frozenset({"clerk"}))
BERTA = Actor("berta", "berta", frozenset({"clerk"}))
CARLA = Actor("carla", "carla", frozenset({"lead"}))
KEY = "0123456789abcdef-key"

RULE = Listing(
    columns={"applicant": '= string join([applicant.name, applicant.given], ", ")', "case_group": "= purpose"},
    names=("= [applicant.name, applicant.given]",),
)
UENAL: dict[str, Any] = {"applicant": {"name": "Ünal", "given": "Ece"}, "purpose": "FG1"}


@pytest.fixture
def listing(office: Office) -> Office:
    office.engine = Engine(office.store, office.clock, CountedIds(), listing=RULE, read_bundle=read_here)
    return office


# -- follow-up, priority, drafts


def test_a_task_put_back_keeps_its_version_and_says_why(office: Office) -> None:
    office.runs(DESK)
    before, then = office.task("a"), office.clock.now() + timedelta(days=3)
    office.engine.handle(c.FollowUpTask(task_id=before.id, at=then, note=" Pass angefordert ", actor=ANNA))
    after = office.task("a")
    assert (after.follow_up_at, after.follow_up_note, after.version) == (then, "Pass angefordert", before.version)
    office.engine.handle(c.FollowUpTask(task_id=before.id, at=None, note="vorbei", actor=ANNA))
    assert (office.task("a").follow_up_at, office.task("a").follow_up_note) == (None, "")


def test_only_who_may_work_on_a_task_may_put_it_back(office: Office) -> None:
    office.runs(DESK)
    with pytest.raises(Forbidden):
        office.engine.handle(c.FollowUpTask(task_id=office.task("a").id, at=None, actor=CARLA))


def test_a_new_priority_is_in_the_history_with_its_reason(office: Office) -> None:
    office.runs(DESK)
    task = office.task("a")
    done = office.engine.handle(
        c.PrioritiseTask(task_id=task.id, priority=90, reason="Ausreise", actor=ANNA, expected_version=task.version)
    )
    line = office.store.read().history(1, office.case_id)[-1]
    assert (office.task("a").priority, line.event, line.detail["reason"]) == (90, "PrioritiseTask", "Ausreise")
    assert office.store.read().case(1, office.case_id).version == done.version
    with pytest.raises(StaleVersion):
        office.engine.handle(
            c.PrioritiseTask(task_id=task.id, priority=1, reason="", actor=ANNA, expected_version=task.version)
        )


@pytest.mark.parametrize("priority", [-1, 101])
def test_a_priority_is_between_0_and_100(office: Office, priority: int) -> None:
    office.runs(DESK)
    with pytest.raises(Invalid):
        office.engine.handle(c.PrioritiseTask(task_id=office.task("a").id, priority=priority, reason="", actor=ANNA))


def test_a_draft_can_be_thrown_away(office: Office) -> None:
    office.runs(DESK)
    task = office.task("a")
    office.engine.handle(c.SaveDraft(task_id=task.id, answers={"x": 1}, actor=ANNA))
    office.engine.handle(c.SaveDraft(task_id=task.id, answers={"x": 2}, actor=BERTA))
    office.engine.handle(c.DiscardDraft(task_id=task.id, actor=ANNA))
    assert office.engine.task_view(task.id, person="anna").draft is None
    assert office.engine.task_view(task.id, person="berta").draft is not None


def test_the_second_of_two_who_complete_a_task_keeps_his_text(office: Office) -> None:
    office.runs(DESK)
    task = office.task("a")
    office.engine.handle(c.ClaimTask(task_id=task.id, actor=ANNA))
    office.engine.handle(c.CompleteTask(task_id=task.id, actor=ANNA, answers={"x": 1}))
    with pytest.raises(AlreadyCompleted) as refused:
        office.engine.handle(c.CompleteTask(task_id=task.id, actor=BERTA, answers={"x": 2}, request_key=KEY))
    assert (refused.value.by, refused.value.draft_kept) == ("anna", True)
    draft = office.engine.task_view(task.id, person="berta").draft
    assert draft is not None
    assert draft.answers == {"x": 2}


def test_who_completes_a_task_twice_gets_no_draft(office: Office) -> None:
    office.runs(DESK)
    task = office.task("a")
    office.engine.handle(c.ClaimTask(task_id=task.id, actor=ANNA))
    office.engine.handle(c.CompleteTask(task_id=task.id, actor=ANNA, answers={"x": 1}))
    with pytest.raises(AlreadyCompleted) as refused:
        office.engine.handle(c.CompleteTask(task_id=task.id, actor=ANNA, answers={"x": 1}))
    assert not refused.value.draft_kept


def test_who_may_not_see_a_task_leaves_no_draft_at_it(office: Office) -> None:
    office.runs(DESK)
    task = office.task("a")
    office.completes("a", "anna")
    with pytest.raises(AlreadyCompleted) as refused:
        office.engine.handle(c.CompleteTask(task_id=task.id, actor=CARLA, answers={"x": 2}))
    assert not refused.value.draft_kept


# -- deputies


def test_a_deputy_completes_what_is_with_the_person_represented(office: Office) -> None:
    office.runs(DESK)
    task = office.task("a")
    office.engine.handle(c.ClaimTask(task_id=task.id, actor=ANNA))
    deputy = Actor("carla", "carla", frozenset({"clerk", "lead"}), on_behalf_of="anna")
    office.engine.handle(c.CompleteTask(task_id=task.id, actor=deputy))
    lines = office.store.read().history(1, office.case_id)
    command = next(line for line in lines if line.event == "CompleteTask")
    assert (command.actor, command.detail["onBehalfOf"]) == ("carla i. V. anna", "anna")
    assert office.engine.verify_history(office.case_id).ok


def test_without_the_deputyship_the_task_stays_with_its_person(office: Office) -> None:
    office.runs(DESK)
    office.engine.handle(c.ClaimTask(task_id=office.task("a").id, actor=ANNA))
    with pytest.raises(Conflict):
        office.engine.handle(c.CompleteTask(task_id=office.task("a").id, actor=BERTA))


def test_four_eyes_count_the_natural_person_whoever_is_represented(office: Office) -> None:
    apart = GROUP + '<akzess:separation from="a" />'
    office.runs(process(start(), user("a", GROUP), user("b", apart), end(), flows("start -> a -> b -> end")))
    office.completes("a", "anna")
    with pytest.raises(FourEyes):
        office.engine.handle(
            c.ClaimTask(
                task_id=office.task("b").id, actor=Actor("anna", "anna", frozenset({"clerk"}), on_behalf_of="berta")
            )
        )


# -- repeated requests


def test_a_repeated_request_says_so(office: Office) -> None:
    office.runs(DESK)
    claims = c.ClaimTask(task_id=office.task("a").id, actor=ANNA, request_key=KEY)
    first, again = office.engine.handle(claims), office.engine.handle(claims)
    assert (first.replayed, again.replayed) == (False, True)
    assert first == again


def test_a_deployment_under_a_key_is_answered_once(office: Office) -> None:
    deploys = c.Deploy(resources={"p.bpmn": DESK}, actor=ANNA, request_key=KEY)
    first, again = office.engine.handle(deploys), office.engine.handle(deploys)
    assert (first.created, first.replayed, again.replayed) == (True, False, True)
    assert again == first
    with pytest.raises(Conflict):
        office.engine.handle(
            c.Deploy(
                resources={"p.bpmn": DESK.replace(b'"b"', b'"z"').replace(b"f-b-end", b"f-z-end")},
                actor=ANNA,
                request_key=KEY,
            )
        )


# -- what lists show


def test_tasks_and_cases_show_what_the_rule_says(listing: Office) -> None:
    listing.runs(DESK, **UENAL)
    task, case = listing.task("a"), listing.store.read().case(1, listing.case_id)
    assert (task.listed.applicant, task.listed.case_group, task.listed.employer) == ("Ünal, Ece", "FG1", "")
    assert (case.listed.applicant, case.listed.case_group) == ("Ünal, Ece", "FG1")


def test_what_changes_in_the_case_changes_in_its_open_tasks(listing: Office) -> None:
    listing.runs(DESK, **UENAL)
    renamed = {"applicant": {"name": "Beispiel", "given": "Ece"}}
    listing.engine.handle(c.SetVariables(case_id=listing.case_id, variables=renamed))
    assert listing.task("a").listed.applicant == "Beispiel, Ece"
    listing.completes("a")
    assert listing.task("b").listed.applicant == "Beispiel, Ece"


def test_an_expression_that_fails_shows_nothing_and_stops_nobody(listing: Office) -> None:
    listing.runs(DESK, applicant="nobody", purpose={"x": [1]})
    assert (listing.task("a").listed.applicant, listing.task("a").listed.case_group) == ("", "")


def test_a_rule_with_an_unknown_column_or_an_unreadable_expression_is_refused() -> None:
    for content in ({"columns": {"religion": "= x"}}, {"columns": {"applicant": "= ("}}, {"find": {"notes": []}}):
        with pytest.raises(ListingError):
            read(content)


def test_the_procedure_shows_names_group_and_register_number() -> None:
    rule = read(processes.load_listing())
    applicant = {"familyName": "Müller", "givenNames": "Ana María", "nationality": ["436"], "azrNumber": "123456789012"}
    variables = {"applicant": applicant, "employer": {"name": "Beispiel GmbH"}, "purpose": "FG1"}
    shown, found = rule.shown(variables, "AKZ-DD-2026-000123", Office().clock.now())
    assert (shown.applicant, shown.azr_number, shown.case_group) == ("Müller, Ana María", "123456789012", "FG1")
    assert {"muller", "maria", "beispiel", "123456789012", "000123"} <= set(found)


def test_of_two_who_complete_a_task_together_one_wins_and_the_other_keeps_his_text(office: Office) -> None:
    """K1: with a barrier, many times over; every task ends once, every loser has his draft."""
    office.deploy(DESK)
    rounds, barrier = 25, threading.Barrier(2)
    tasks = []
    for _ in range(rounds):
        office.starts()
        tasks.append(office.task("a").id)
    ends: list[tuple[str, str, bool | None]] = []

    def completes(person: str) -> None:
        for task_id in tasks:
            barrier.wait(20)
            actor = Actor(person, person, frozenset({"clerk"}), on_behalf_of="anna")
            try:
                office.engine.handle(c.CompleteTask(task_id=task_id, answers={"by": person}, actor=actor))
                ends.append((task_id, person, None))
            except AlreadyCompleted as error:
                ends.append((task_id, person, error.draft_kept))

    for task_id in tasks:
        office.engine.handle(c.ClaimTask(task_id=task_id, actor=ANNA))
    threads = [threading.Thread(target=completes, args=(person,)) for person in ("berta", "carla")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(task_id for task_id, _, kept in ends if kept is None) == sorted(tasks)
    losers = [(task_id, person) for task_id, person, kept in ends if kept]
    assert len(losers) == rounds
    drafts = [office.engine.task_view(task_id, person=person).draft for task_id, person in losers]
    assert [draft and draft.answers["by"] for draft in drafts] == [person for _, person in losers]
