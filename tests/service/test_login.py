"""Who may come in, and what somebody learns who may not."""

from __future__ import annotations

from datetime import timedelta

from service.access.public import PUBLIC

from .conftest import PASSWORD, Office


def test_nobody_is_let_in_without_a_login(office: Office) -> None:
    answer = office.client.get("/cases")

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Basic")


def test_every_route_that_is_not_public_asks_for_a_login(office: Office) -> None:
    open_routes = []
    for path, methods in office.client.get("/openapi.json").json()["paths"].items():
        for method in methods:
            headers = {"Idempotency-Key": "0123456789abcdef", "If-Match": '"1"'}
            answer = office.client.request(
                method.upper(), path.replace("{", "").replace("}", ""), json={}, headers=headers
            )
            if f"{method.upper()} {path}" not in PUBLIC and answer.status_code != 401:
                open_routes.append((method, path, answer.status_code))

    assert open_routes == []


def test_an_unknown_account_and_a_wrong_password_look_the_same(office: Office) -> None:
    wrong = office.client.get("/me", auth=("anna", "falsch"))
    unknown = office.client.get("/me", auth=("niemand", "falsch"))

    def without_id(answer: dict[str, object]) -> dict[str, object]:
        return {key: value for key, value in answer.items() if key not in ("instance", "traceId")}

    assert without_id(wrong.json()) == without_id(unknown.json())


def test_the_sixth_wrong_password_in_a_minute_has_to_wait(office: Office) -> None:
    statuses = [office.client.get("/me", auth=("anna", f"falsch {n}")).status_code for n in range(6)]

    assert statuses == [401] * 5 + [429]


def test_after_a_minute_the_right_password_works_again(office: Office) -> None:
    for n in range(6):
        office.client.get("/me", auth=("anna", f"falsch {n}"))
    office.clock.advance(timedelta(seconds=61))

    assert office.get("/me").json()["person"] == "anna"


def test_a_token_stands_for_its_account(office: Office) -> None:
    token = office.client.post("/login", json={"account": "clara", "password": PASSWORD}).json()["token"]

    answer = office.client.get("/me", headers={"Authorization": f"Bearer {token}"})

    assert (answer.json()["person"], answer.json()["groups"]) == ("clara", ["akz-lead"])


def test_a_token_ends_after_ten_hours(office: Office) -> None:
    token = office.client.post("/login", json={"account": "clara", "password": PASSWORD}).json()["token"]
    office.clock.advance(timedelta(hours=10))

    assert office.client.get("/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_a_token_that_was_changed_is_worth_nothing(office: Office) -> None:
    token = office.client.post("/login", json={"account": "clara", "password": PASSWORD}).json()["token"]
    body, _, signature = token.partition(".")
    others = ["", "Bearer", body, f"{body}.{signature[::-1]}", f"{body[::-1]}.{signature}", f"{token}x", "ä.ö"]

    statuses = {
        office.client.get("/me", headers={"Authorization": f"Bearer {other}".encode()}).status_code for other in others
    }
    assert statuses == {401}


def test_a_header_that_is_no_login_is_refused(office: Office) -> None:
    headers = ["Basic", "Basic !!!", "Basic YQ==", "Digest x", "bearer", "\x00"]

    statuses = {office.client.get("/me", headers={"Authorization": text}).status_code for text in headers}
    assert statuses == {401}
