"""An application becomes a case once, with its documents, whatever breaks in between."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from authority.intake import DraftState, IntakeContent
from documents.model import Source
from engine import failpoints
from engine.errors import Conflict
from service.context import TENANT
from service.portal.submitting import LEFT, Submitting
from store.intake.drafts import Drafts

from .conftest import KEYS, Town
from .people import Person, application


def _filled(town: Town, key: str = "engineer") -> Person:
    person = town.person()
    person.begins("en")
    saved = person.saves(application(key))
    assert saved.json()["faults"] == []
    return person


def _cases(town: Town) -> list[str]:
    return [case.business_key for case in town.office.house.read.cases(TENANT, limit=50).items]


@pytest.mark.parametrize("key", ["engineer", "craftswoman", "graduate", "phd", "researcher", "spouse"])
def test_every_case_group_can_be_applied_for_on_the_web(town: Town, key: str) -> None:
    person = _filled(town, key)

    answer = person.submits()

    assert (answer.status_code, answer.json().get("businessKey") in _cases(town)) == (200, True)


def test_submitting_twice_begins_one_case(stored_town: Town) -> None:
    person, before = _filled(stored_town), len(_cases(stored_town))

    numbers = {person.submits().json()["businessKey"] for _ in range(2)}

    assert (len(numbers), len(_cases(stored_town))) == (1, before + 1)


def test_the_documents_lie_in_the_case_under_the_ids_that_the_application_names(stored_town: Town) -> None:
    person = _filled(stored_town)
    person.uploads("BASE_PASSPORT")
    case = stored_town.office.house.read.case_by_key(TENANT, person.submits().json()["businessKey"])
    assert case is not None

    named = [one["documentId"] for one in stored_town.office.house.engine.variables(case.id)["docs"]]

    cabinet = stored_town.app.state.context.documents.cabinet
    filed = [one for one in cabinet.of_case(TENANT, case.id, limit=10) if one.source is Source.APPLICANT]
    assert [(one.id, one.code) for one in filed] == [(named[0], "BASE_PASSPORT")]


@pytest.mark.parametrize("point", ["api.after_commit", "blob.before_row"])
def test_a_submission_that_dies_in_between_is_finished_once(stored_town: Town, point: str) -> None:
    person, before = _filled(stored_town), len(_cases(stored_town))
    person.uploads("BASE_PASSPORT")

    def die(name: str) -> None:
        if name == point:
            raise failpoints.Injected(name)

    failpoints.listen(die)
    try:
        person.submits()
    finally:
        failpoints.listen(None)
    stored_town.office.passes(minutes=2)
    context = stored_town.app.state.context
    drafts: Drafts = stored_town.drafts
    submitting = Submitting(drafts, context.store, context.cabinet, context.handle, context.prepare)
    submitting.finish_left(TENANT, drafts.now() + LEFT + timedelta(seconds=1))

    found = drafts.by_reference(TENANT, person.reference)
    assert found is not None
    assert (found.state, len(_cases(stored_town))) == (DraftState.SUBMITTED, before + 1)


def test_what_was_typed_is_destroyed_once_the_case_has_it(stored_town: Town) -> None:
    person = _filled(stored_town)
    person.uploads("BASE_PASSPORT")
    person.submits()

    draft = stored_town.drafts.by_reference(TENANT, person.reference)

    assert draft is not None
    left = stored_town.office.house.store.read().records(IntakeContent, {"tenant": TENANT, "draft_id": draft.id})
    assert (draft.wrapped, draft.content, left) == (None, b"", [])


def test_an_application_with_faults_is_not_submitted_and_every_fault_is_named(town: Town) -> None:
    person = town.person()
    person.begins()
    person.saves({"purpose": "FG1"})

    answer = person.submits()

    assert answer.status_code == 422
    assert "/applicant/familyName" in {one["pointer"] for one in answer.json()["errors"]}


def test_without_the_declarations_nothing_is_submitted(town: Town) -> None:
    assert _filled(town).submits(truth=False).status_code == 422


def test_after_submitting_nothing_can_be_changed(town: Town) -> None:
    person = _filled(town)
    person.submits()

    assert person.saves({"purpose": "FG2"}).json()["code"] == "conflict-state"


def test_the_code_of_the_case_opens_its_page(town: Town) -> None:
    told = _filled(town).submits().json()

    entered = town.office.applicant().enters(told["businessKey"], told["code"])

    assert entered.status_code == 200


def test_the_site_follows_from_the_address(town: Town) -> None:
    assert _filled(town, "craftswoman").submits().json()["businessKey"].startswith("AKZ-FG-")


def test_an_application_that_cannot_be_finished_keeps_no_other_one_waiting(stored_town: Town) -> None:
    drafts = stored_town.drafts
    stuck, other = (drafts.by_reference(1, _half_submitted(stored_town)) for _ in range(2))
    assert stuck is not None
    assert other is not None

    def handle(command: Any) -> Any:
        if command.request_key.endswith(stuck.id):
            raise Conflict("it cannot be started")
        return SimpleNamespace(case_id="0199f3a2-7c1b-7e4d-9a52-3f6c1d2e4b5a", business_key="AKZ-DD-2026-000001")

    store = stored_town.office.house.store
    submitting = Submitting(drafts, store, None, handle, lambda process, variables, site: (variables, "DD"))

    with pytest.raises(Conflict):
        submitting.finish_left(1, drafts.now() + timedelta(minutes=2))

    assert drafts.of(1, other.id).state == "SUBMITTED"


def test_applications_that_cannot_be_finished_let_the_others_go_first(stored_town: Town) -> None:
    drafts = stored_town.drafts
    one, other = (drafts.by_reference(1, _half_submitted(stored_town)) for _ in range(2))
    assert one is not None
    assert other is not None
    stored_town.office.passes(minutes=2)

    drafts.stuck(1, one.id)

    left = [draft.id for draft in drafts.half_submitted(1, drafts.now() - LEFT)]
    assert left.index(other.id) < left.index(one.id)


def test_what_was_submitted_on_its_last_day_is_still_finished_on_the_next(stored_town: Town) -> None:
    person = stored_town.person()
    person.begins()
    draft = stored_town.drafts.by_reference(1, person.reference)
    assert draft is not None
    early = Drafts(stored_town.office.house.store, KEYS, lambda: draft.expires_at - timedelta(minutes=1))
    early.submitting(1, draft.id, {"submitted": {"purpose": "FG1"}})

    late = Drafts(stored_town.office.house.store, KEYS, lambda: draft.expires_at + timedelta(days=1))

    assert late.submitted(1, draft.id, "0199f3a2-7c1b-7e4d-9a52-3f6c1d2e4b5a", "AKZ-DD-2026-000001").wrapped is None


def _half_submitted(town: Town) -> str:
    """The number of an application whose process died while it was being submitted."""
    person = town.person()
    person.begins()
    draft = town.drafts.by_reference(1, person.reference)
    assert draft is not None
    town.drafts.submitting(1, draft.id, {"submitted": {"purpose": "FG1"}})
    return person.reference
