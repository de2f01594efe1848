"""The register of trainings says who attended what and when, to themselves and to their leads; it is no personnel file."""

from __future__ import annotations

from dataclasses import fields

from store.survey import TrainingRecord

from .conftest import Bureau

BODY = {"person": "anna", "course": "INTERCULTURAL_1", "completedOn": "2026-10-14"}


def test_a_lead_records_what_a_clerk_attended(stored_bureau: Bureau) -> None:
    made = stored_bureau.send("POST", "/trainings", "carla", BODY)

    assert made.status_code == 201, made.text
    assert [one["course"] for one in stored_bureau.get("/trainings", "anna").json()["items"]] == ["INTERCULTURAL_1"]


def test_a_colleague_of_another_site_does_not_see_it(bureau: Bureau) -> None:
    bureau.send("POST", "/trainings", "carla", BODY)

    seen = [bureau.get("/trainings", who).json()["items"] for who in ("axel", "curt")]
    assert seen == [[], []]


def test_a_lead_records_nobody_of_another_site(bureau: Bureau) -> None:
    assert bureau.send("POST", "/trainings", "carla", BODY | {"person": "axel"}).status_code == 422


def test_a_training_in_the_future_is_none(bureau: Bureau) -> None:
    assert bureau.send("POST", "/trainings", "carla", BODY | {"completedOn": "2026-12-24"}).status_code == 422


def test_the_ministry_counts_nobody_below_five(bureau: Bureau) -> None:
    bureau.send("POST", "/trainings", "carla", BODY)

    assert {one["people"] for one in bureau.get("/trainings/overview", "ida").json()["courses"]} == {None}


def test_the_register_holds_nothing_else_of_a_person() -> None:
    assert {field.name for field in fields(TrainingRecord)} == {
        "tenant", "id", "person", "site", "course", "completed_on", "recorded_by", "recorded_at",
    }  # fmt: skip
