"""An application that is being filled in: nothing is lost, nobody else gets in, what is old is forgotten."""

from __future__ import annotations

import pytest

from authority.intake import IntakeContent, IntakeDraft
from engine.errors import NotFound, StaleVersion

from .conftest import Town
from .people import application


def test_whoever_closes_the_browser_comes_back_by_number_and_code_on_another_device(stored_web: Town) -> None:
    begun = stored_web.person()
    begun.begins("ar")
    assert begun.saves({"purpose": "FG1", "applicant": {"familyName": "Muster"}}).status_code == 200

    elsewhere = stored_web.person()
    assert elsewhere.returns(begun.reference, begun.code).status_code == 200

    assert elsewhere.sees()["answers"]["applicant"]["familyName"] == "Muster"


def test_number_and_code_may_be_typed_as_people_type_them(web: Town) -> None:
    begun = web.person()
    begun.begins()

    typed = web.person().returns(begun.reference.lower().replace("-", " "), begun.code.lower().replace("-", ""))

    assert typed.status_code == 200


def test_an_unknown_number_and_a_wrong_code_get_the_same_answer(web: Town) -> None:
    begun = web.person()
    begun.begins()

    wrong = web.person().returns(begun.reference, "0000-0000-0000")
    unknown = web.person().returns("E-0000-0000", begun.code)

    assert [(one.status_code, one.json()["code"]) for one in (wrong, unknown)] == [(401, "portal-denied")] * 2


def test_guessing_a_code_has_to_wait(web: Town) -> None:
    begun = web.person()
    begun.begins()
    guesser = web.person()

    found = [guesser.returns(begun.reference, f"0000-0000-000{number}").status_code for number in range(6)]

    assert found == [401] * 5 + [429]


def test_the_store_keeps_neither_the_code_nor_anything_typed_in_the_clear(stored_web: Town) -> None:
    begun = stored_web.person()
    begun.begins()
    begun.saves({"applicant": {"familyName": "Klarname"}})

    row = stored_web.drafts.by_reference(1, begun.reference)

    assert row is not None
    assert not any(word in repr(row) for word in ("Klarname", begun.code, begun.code.replace("-", "")))


def test_two_windows_do_not_overwrite_each_other(stored_web: Town) -> None:
    first = stored_web.person()
    first.begins()
    second = stored_web.person()
    second.returns(first.reference, first.code)
    assert first.saves({"purpose": "FG1"}).status_code == 200

    late = second.saves({"purpose": "FG2"}, version=1)

    assert (late.status_code, first.sees()["answers"]["purpose"]) == (412, "FG1")


def test_what_is_half_typed_is_saved_and_told_to_be_wrong(web: Town) -> None:
    person = web.person()
    person.begins()

    saved = person.saves({"purpose": "FG1", "applicant": {"email": "nicht"}}).json()

    assert [one["code"] for one in saved["faults"] if one["path"] == "applicant.email"] == ["email"]


def test_refusals_come_in_the_language_of_the_page(web: Town) -> None:
    person = web.person()
    person.begins()
    person.saves({"purpose": "FG1", "applicant": {"email": "nicht"}})

    texts = {one["path"]: one["text"] for one in person.sees("ar")["faults"]}

    assert any("\u0600" <= sign <= "\u06ff" for sign in texts["applicant.email"])


def test_the_form_follows_the_case_group(web: Town) -> None:
    person = web.person()
    person.begins()

    worker = person.saves({"purpose": "FG1"}).json()
    founder = person.saves({"purpose": "FG2"}).json()

    shown = [{one["key"] for one in found["steps"] if one["shown"]} for found in (worker, founder)]
    assert (shown[0] - shown[1], shown[1] - shown[0]) == ({"employer", "job"}, {"business"})


def test_nobody_types_what_the_office_decides(web: Town) -> None:
    person = web.person()
    person.begins()
    person.saves({"purpose": "FG1", "job": {"globalConsent": True, "title": "x"}, "docs": [{"code": "EZB"}]})

    answers = person.sees()["answers"]

    assert (answers["job"].get("globalConsent"), answers.get("docs")) in ((None, None), (False, []))


def test_the_list_of_documents_comes_from_the_decision_tables(town: Town) -> None:
    person = town.person()
    person.begins()

    worker = {one["code"] for one in person.saves(application("engineer")).json()["documents"]}
    doctoral = {one["code"] for one in person.saves(application("phd")).json()["documents"]}

    assert ("JOB_CONTRACT" in worker - doctoral, bool(doctoral - worker)) == (True, True)


def test_an_upload_is_checked_as_those_of_clerks_are(web: Town) -> None:
    person = web.person()
    person.begins()
    person.saves(application())

    refused = person.uploads("OTHER", content=b"MZ" + bytes(300))

    assert (refused.status_code, refused.json()["code"]) == (422, "upload-type-mismatch")


def test_an_upload_that_is_sent_again_is_one_file(stored_web: Town) -> None:
    person = stored_web.person()
    person.begins()
    person.saves(application())

    again = [person.uploads("OTHER", key="portal-upload-once").json()["id"] for _ in range(2)]

    assert (again[0] == again[1], len(person.sees()["files"])) == (True, 1)


@pytest.mark.parametrize("language", ["uk", "ar", "vi", "es", "tr", "ru"])
def test_documents_have_a_name_in_every_language(town: Town, language: str) -> None:
    person = town.person()
    person.begins(language)
    person.saves(application("engineer"))
    spoken, english = (
        {one["code"]: one["name"] for one in person.sees(lang)["documents"]} for lang in (language, "en")
    )

    assert [code for code, name in spoken.items() if name == english[code]] == []


def test_only_documents_of_the_list_are_taken(web: Town) -> None:
    person = web.person()
    person.begins()
    person.saves(application())

    assert person.uploads("SECURITY_FILE").json()["code"] == "nothing-awaited"


def test_a_file_can_be_taken_back(web: Town) -> None:
    person = web.person()
    person.begins()
    person.saves(application())
    made = person.uploads("OTHER").json()["id"]

    assert person.client.delete(f"/portal/draft/files/{made}", headers={"X-CSRF": person.csrf}).status_code == 204
    assert person.sees()["files"] == []


def test_what_nobody_saved_for_thirty_days_is_gone(stored_web: Town) -> None:
    person = stored_web.person()
    person.begins()
    person.uploads("OTHER")
    draft = stored_web.drafts.by_reference(1, person.reference)
    assert draft is not None
    stored_web.office.passes(days=31)

    stored_web.drafts.forget(1)

    read = stored_web.office.house.store.read()
    left = [
        read.records(kind, {"tenant": 1, key: draft.id})
        for kind, key in ((IntakeDraft, "id"), (IntakeContent, "draft_id"))
    ]
    assert left == [[], []]


def test_a_change_from_another_sites_page_is_refused(web: Town) -> None:
    person = web.person()
    person.begins()
    headers = {"Origin": "https://evil.example", "X-CSRF": person.csrf, "If-Match": '"1"'}

    answer = person.client.put("/portal/draft", json={"answers": {}, "page": ""}, headers=headers)

    assert answer.status_code == 403


def test_a_change_without_the_word_of_the_page_is_refused(web: Town) -> None:
    person = web.person()
    person.begins()

    answer = person.client.delete("/portal/draft")

    assert answer.status_code == 403


def test_deleting_leaves_nothing(stored_web: Town) -> None:
    person = stored_web.person()
    person.begins()
    person.saves(application())
    person.uploads("OTHER")
    draft = stored_web.drafts.by_reference(1, person.reference)
    assert draft is not None

    assert person.client.delete("/portal/draft", headers={"X-CSRF": person.csrf}).status_code == 204

    with pytest.raises(NotFound):
        stored_web.drafts.of(1, draft.id)
    assert stored_web.drafts.files(draft) == []


def test_a_save_under_an_old_version_changes_nothing(stored_web: Town) -> None:
    person = stored_web.person()
    person.begins()
    draft = stored_web.drafts.by_reference(1, person.reference)
    assert draft is not None
    stored_web.drafts.save(1, draft.id, 1, {"answers": {"purpose": "FG1"}}, "de")

    with pytest.raises(StaleVersion):
        stored_web.drafts.save(1, draft.id, 1, {"answers": {}}, "de")
