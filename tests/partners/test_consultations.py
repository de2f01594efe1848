"""A clerk asks a department: only what the data name leaves, with purpose and norm; the department answers in its inbox."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authority.partners import minimised
from authority.partners.network import load, read
from processes import AKZESS

from .conftest import Town


def test_a_consultation_takes_only_its_own_fields_along(stored_town: Town) -> None:
    stored_town.applies()

    made = stored_town.asks("MELDEAMT_ADDRESS")

    assert made.status_code == 201, made.text
    assert {one["path"] for one in made.json()["sent"]} <= {
        "applicant.familyName", "applicant.givenNames", "applicant.birthDate", "azr.azrNumber",
    }  # fmt: skip


def test_a_department_answers_and_the_clerk_reads_it(stored_town: Town) -> None:
    stored_town.applies()
    stored_town.asks("MELDEAMT_ADDRESS")
    rows = stored_town.get("/partner-requests", "malte").json()["items"]

    body = {"fields": {"address": "Musterweg 1, 09111 Chemnitz", "familyStatus": "LEDIG"}}
    done = stored_town.send(
        "POST", f"/partner-requests/{rows[0]['id']}/answer", "malte", body, version=rows[0]["version"]
    )

    assert done.status_code == 200, done.text
    seen = stored_town.get(f"/cases/{stored_town.case_id}/consultations", "anna").json()["items"]
    told = next(one for one in seen if one["partner"] == "MELDEAMT")["answers"][0]["fields"]
    assert {one["path"]: one["value"] for one in told} == body["fields"]


def test_the_same_office_in_another_town_sees_nothing(town: Town) -> None:
    town.applies()
    town.asks("MELDEAMT_ADDRESS")

    assert town.get("/partner-requests", "mona").json()["items"] == []


def test_without_its_basis_nobody_asks_for_benefits(town: Town) -> None:
    town.applies()

    answer = town.asks("SOZIALAMT_BENEFITS")

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/typed/basis")


def test_an_answer_outside_its_choices_is_refused(town: Town) -> None:
    town.applies()
    town.asks("MELDEAMT_ADDRESS")
    row = town.get("/partner-requests", "malte").json()["items"][0]

    body = {"fields": {"address": "Musterweg 1", "familyStatus": "EVANGELISCH"}}
    answer = town.send("POST", f"/partner-requests/{row['id']}/answer", "malte", body, version=row["version"])

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/familyStatus")


def test_a_clerk_of_another_site_asks_nobody(town: Town) -> None:
    town.applies()

    assert town.asks("MELDEAMT_ADDRESS", "axel").status_code == 404


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=5))
def test_nothing_but_the_listed_fields_ever_leaves(extra: dict[str, str]) -> None:
    variables = {"applicant": {"familyName": "Muster", "religion": "x", **extra}, "azr": extra, **extra}
    for asked in load().consultations.values():
        typed = {one.name: "Grundlage" for one in asked.typed} | extra
        allowed = {one.path for one in asked.out} | {one.name for one in asked.typed}
        for name in [one.name for one in asked.typed]:
            typed[name] = "Grundlage"
        assert set(minimised.outgoing(asked, variables, typed)) <= allowed


def test_every_consultation_names_its_norm_and_a_partner_at_every_site() -> None:
    network = load()
    for asked in network.consultations.values():
        assert asked.norm
        assert all(network.at(asked.role, site) for site in ("DD", "FG", "C", "L"))


def test_a_network_in_which_a_name_comes_twice_is_not_read() -> None:
    text = (AKZESS / "partners.yaml").read_text(encoding="utf-8").replace("id: IHK_LEIPZIG", "id: IHK_DRESDEN")

    with pytest.raises(ValueError, match="same id"):
        read(text)


def test_every_step_of_the_network_is_an_element_of_the_procedure() -> None:
    diagrams = "".join(path.read_text(encoding="utf-8") for path in Path(AKZESS).glob("*.bpmn"))

    missing = {step for one in load().partners.values() for step in one.steps if f'id="{step}"' not in diagrams}
    assert missing == set()


def test_the_directory_names_the_steps_in_both_languages(town: Town) -> None:
    found = town.get("/partners", "anna").json()["items"]
    steps = {step["elementId"]: (step["name"], step["nameEn"]) for one in found for step in one["steps"]}
    assert steps["ST-CH-SUBMIT"] == ("Stellungnahme anfordern", "Request the opinion")
