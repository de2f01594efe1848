"""A running case on another version of its procedure: what stays, what is taken over, what is new."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import commands as c
from engine.errors import Conflict, FourEyes, Invalid, NotFound, StaleVersion
from engine.model import Actor, CaseStatus
from tests.kernel.diagrams import (
    boundary,
    element,
    end,
    flows,
    message,
    on_message,
    on_timer,
    process,
    service,
    start,
    user,
)

from .moving import MovingOffice

GROUP = '<zeebe:assignmentDefinition candidateGroups="{}" />'


def one_task(name: str = "review", more: str = "", extension: str = "", **attributes: str) -> bytes:
    return process(
        start(), user(name, extension, **attributes), more, end(), flows(f"start -> {name} -> end"), tops=TOPS
    )


TOPS = message("stop") + message("halt")
REMINDER = boundary("reminder", "review", on_timer("P14D"), interrupting=False)
SHORTER = boundary("reminder", "review", on_timer("P7D"), interrupting=False)
AFTER = end("reminded") + flows("reminder -> reminded")


def test_a_case_goes_on_with_the_newer_version(office: MovingOffice) -> None:
    office.runs(one_task())
    newer = office.deploys(
        process(start(), user("review"), user("sign"), end(), flows("start -> review -> sign -> end"))
    )

    office.moves(newer)
    office.completes("review")

    assert office.open() == ["sign"]


def test_under_an_unchanged_model_nothing_differs(office: MovingOffice) -> None:
    older = office.deploys(one_task(more=REMINDER + AFTER))
    office.starts()
    before = office.picture()
    newer = office.deploys(one_task(more=REMINDER + AFTER) + b"<!-- again -->")

    office.moves(newer)

    assert office.picture()[1:] == before[1:]
    assert office.picture()[0][4] == before[0][4]
    assert (older, newer) == (before[0][1], office.case().deployment_id)


def test_the_move_is_a_line_of_history_with_both_versions(office: MovingOffice) -> None:
    older = office.deploys(one_task())
    office.starts()
    newer = office.deploys(one_task(name="check"))

    office.moves(newer, review="check")

    line = office.last()
    assert (line.event, line.actor, line.detail["mapping"]) == ("MigrateCase", "dana", {"review": "check"})
    assert line.detail["from"] == {"process": "p", "version": 1, "deployment": older}
    assert line.detail["to"] == {"process": "p", "version": 2, "deployment": newer}
    assert office.engine.verify_history(office.case_id).ok


def test_a_task_keeps_its_person_and_draft_and_takes_over_name_form_and_groups(office: MovingOffice) -> None:
    office.runs(one_task(extension=GROUP.format("clerk"), name="review"))
    anna = Actor("anna", "anna", frozenset({"clerk"}))
    task = office.task("review")
    office.engine.handle(c.ClaimTask(actor=anna, task_id=task.id))
    office.engine.handle(c.SaveDraft(actor=anna, task_id=task.id, answers={"typed": "half a sentence"}))
    newer = office.deploys(
        process(
            start(),
            element("userTask", "check", "", GROUP.format("lead"), name="Prüfen"),
            end(),
            flows("start -> check -> end"),
        )
    )

    office.moves(newer, review="check")

    moved = office.task("check")
    assert (moved.id, moved.assignee, moved.name, moved.groups) == (task.id, "anna", "Prüfen", ("lead",))
    with office.store.unit_of_work() as work:
        draft = work.draft(1, office.case_id, moved.activation, "anna")
    assert draft.answers == {"typed": "half a sentence"}


def test_a_timer_keeps_its_legal_due_date_though_the_newer_version_says_otherwise(office: MovingOffice) -> None:
    office.runs(one_task(more=REMINDER + AFTER))
    due = office.timers()
    office.passes(days=3)
    newer = office.deploys(one_task(more=SHORTER + AFTER))

    assert ("due-date-kept", "review") in office.notes(newer)
    office.moves(newer)

    assert office.timers() == due


def test_a_timer_that_somebody_wants_anew_counts_from_when_the_activity_began(office: MovingOffice) -> None:
    office.runs(one_task(more=REMINDER + AFTER))
    began = office.clock.now()
    office.passes(days=3)
    newer = office.deploys(one_task(more=SHORTER + AFTER))

    office.moves(newer, renew=("reminder",))

    # A calendar week in Berlin, in which summer time ends.
    assert office.timers() == {"reminder": (began + timedelta(days=7, hours=1)).isoformat()}


def test_a_renamed_timer_keeps_its_due_date_and_fires_as_the_newer_one(office: MovingOffice) -> None:
    office.runs(one_task(more=REMINDER + AFTER))
    due = office.timers()["reminder"]
    other = boundary("warning", "review", on_timer("P14D"), interrupting=False) + user("call")
    newer = office.deploys(one_task(more=other + flows("warning -> call")))

    office.moves(newer, reminder="warning")
    assert office.timers() == {"warning": due}
    office.passes(days=15)

    assert office.open() == ["call", "review"]


def test_a_timer_that_has_fired_does_not_fire_again(office: MovingOffice) -> None:
    office.runs(one_task(more=REMINDER + AFTER))
    office.passes(days=15)
    newer = office.deploys(one_task(more=SHORTER + AFTER))

    office.moves(newer)

    assert office.timers() == {}


def test_what_only_the_newer_version_has_is_armed(office: MovingOffice) -> None:
    office.runs(one_task())
    newer = office.deploys(
        one_task(more=boundary("stopped", "review", on_message("stop")) + end("out") + flows("stopped -> out"))
    )

    assert office.notes(newer) == {("armed", "review")}
    office.moves(newer)
    office.receives("stop")

    assert office.status is CaseStatus.COMPLETED


def test_what_only_the_older_version_has_is_withdrawn(office: MovingOffice) -> None:
    office.runs(one_task(more=boundary("stopped", "review", on_message("stop")) + end("out") + flows("stopped -> out")))
    newer = office.deploys(one_task())

    assert office.notes(newer) == {("withdrawn", "review")}
    office.moves(newer)

    assert office.waits() == []


def test_a_message_of_another_name_is_waited_for_under_the_same_key(office: MovingOffice) -> None:
    def catching(name: str) -> bytes:
        wait = element("intermediateCatchEvent", "wait", on_message(name))
        return process(start(), wait, end(), flows("start -> wait -> end"), tops=TOPS)

    office.runs(catching("stop"))
    newer = office.deploys(catching("halt"))

    office.moves(newer)
    assert office.waits() == [("wait", "halt", office.business_key)]
    office.receives("halt")

    assert office.status is CaseStatus.COMPLETED


def test_a_message_that_came_too_early_for_the_older_version_is_taken_up(office: MovingOffice) -> None:
    office.runs(one_task())
    office.receives("stop")
    newer = office.deploys(
        one_task(more=boundary("stopped", "review", on_message("stop")) + end("out") + flows("stopped -> out"))
    )

    office.moves(newer)

    assert office.status is CaseStatus.COMPLETED
    with pytest.raises(Conflict):
        office.undoes()


def test_a_job_that_is_under_way_is_completed_at_the_newer_element(office: MovingOffice) -> None:
    office.runs(process(start(), service("ask"), end(), flows("start -> ask -> end")))
    job = office.takes("ask")
    newer = office.deploys(process(start(), service("enquire"), end(), flows("start -> enquire -> end")))

    office.moves(newer, ask="enquire")
    assert office.job(job.id).key == job.key
    office.engine.handle(c.CompleteJob(job_id=job.id, fence=job.fence or 0, variables={"answer": 1}))

    assert (office.status, office.history()[-3:]) == (CaseStatus.COMPLETED, ["enquire", "end", "p"])


def test_an_incident_follows_its_element(office: MovingOffice) -> None:
    office.runs(process(start(), service("ask"), end(), flows("start -> ask -> end")))
    job = office.takes("ask")
    office.engine.handle(c.FailJob(job_id=job.id, fence=job.fence or 0, reason="gone", retry_at=None))
    newer = office.deploys(process(start(), service("enquire"), end(), flows("start -> enquire -> end")))

    office.moves(newer, ask="enquire")
    (incident,) = office.store.read().open_rows(1, office.case_id).incidents
    office.engine.handle(c.RetryIncident(case_id=office.case_id, activation=incident.activation))
    office.works("enquire")

    assert (incident.element_id, office.status) == ("enquire", CaseStatus.COMPLETED)


def test_four_eyes_that_only_the_newer_version_asks_for_know_who_has_signed(office: MovingOffice) -> None:
    def signed(extension: str = "") -> bytes:
        path = flows("start -> first -> second -> end")
        return process(start(), user("first"), user("second", extension), end(), path)

    office.runs(signed())
    office.completes("first", person="anna")
    office.moves(office.deploys(signed('<akzess:separation from="first" />')))

    with pytest.raises(FourEyes):
        office.completes("second", person="anna")


def test_a_case_that_is_there_already_stays_as_it_is(office: MovingOffice) -> None:
    here = office.deploys(one_task())
    office.starts()

    assert office.moves(here).version == 1


def test_a_case_that_has_moved_on_is_not_moved_by_somebody_who_saw_it_before(office: MovingOffice) -> None:
    office.runs(one_task())
    newer = office.deploys(one_task(more=REMINDER + AFTER))

    with pytest.raises(StaleVersion):
        office.engine.handle(c.MigrateCase(case_id=office.case_id, deployment_id=newer, expected_version=7))


def test_a_suspended_case_does_not_move(office: MovingOffice) -> None:
    older = office.deploys(one_task())
    office.starts()
    office.engine.handle(c.SuspendCase(case_id=office.case_id, reason="wait"))
    newer = office.deploys(one_task(more=REMINDER + AFTER))

    with pytest.raises(Conflict):
        office.moves(newer)
    (verdict,) = office.verdicts(older, newer)
    assert [one.code for one in verdict.obstacles] == ["suspended"]


def test_a_mapping_that_names_what_is_not_there_is_refused(office: MovingOffice) -> None:
    office.runs(one_task())
    newer = office.deploys(one_task(name="check"))

    with pytest.raises(Invalid, match="nowhere is not in the older version"):
        office.moves(newer, nowhere="check")


def test_a_deployment_without_the_process_takes_no_case(office: MovingOffice) -> None:
    office.runs(one_task())
    other = office.deploys(process(start(), end(), flows("start -> end"), process_id="q"))

    with pytest.raises(NotFound):
        office.moves(other)
