"""An application from a portal: announced, fetched, opened by our key alone, accepted or rejected once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from connectors.base import Misconfigured, Refused
from connectors.fitconnect.examples import DESTINATION, WAITING
from tests.connectors.stage import Stage, stage


@pytest.fixture
def on() -> Iterator[Stage]:
    with stage("fitconnect") as raised:
        yield raised


def files(on: Stage, application: dict[str, Any]) -> str:
    """What a person does at the portal."""
    url = f"{on.town.url('fitconnect')}/portal/submissions"
    answer = httpx2.post(url, json={"application": application}, trust_env=False)
    assert answer.status_code == 201
    return str(answer.json()["submissionId"])


def test_an_application_is_announced_fetched_and_opened(on: Stage) -> None:
    on.sends("registerCallback", {"destinationId": DESTINATION})
    on.hears(minutes=1)
    identifier = files(on, {"purpose": "FG1", "applicant": {"familyName": "Müßig"}})

    heard = on.hears(minutes=1)

    assert [(message.name, message.correlation_key) for message in heard] == [("fitconnect.submission", identifier)]
    fetched = on.sends("getSubmission", {"submissionId": identifier}).output
    assert fetched["application"] == {"purpose": "FG1", "applicant": {"familyName": "Müßig"}}
    assert "Müßig" not in str(fetched["encryptedData"])


def test_without_our_key_an_application_stays_closed(on: Stage) -> None:
    fetched = on.connect(decryption_key="").send(on.request("getSubmission", {"submissionId": WAITING})).output

    assert fetched["application"] is None
    assert str(fetched["encryptedData"]).count(".") == 4


def test_an_application_for_another_key_needs_a_person_and_shows_nothing(on: Stage) -> None:
    identifier = files(on, {"note": "UNLESBAR Canary-4711"})

    with pytest.raises(Misconfigured) as failure:
        on.sends("getSubmission", {"submissionId": identifier})

    assert failure.value.code == "decryption"
    assert "Canary" not in str(failure.value)


@pytest.mark.parametrize("key", ["kein Schlüssel", "{}", json.dumps({"kty": "oct", "k": "YWJj"})])
def test_a_key_that_is_none_needs_a_person(on: Stage, key: str) -> None:
    with pytest.raises(Misconfigured, match="decryption"):
        on.connect(decryption_key=key).send(on.request("getSubmission", {"submissionId": WAITING}))


def test_a_submission_is_decided_once(on: Stage) -> None:
    on.sends("acceptSubmission", {"submissionId": WAITING})

    with pytest.raises(Refused, match="ALREADY_DECIDED"):
        on.sends("rejectSubmission", {"submissionId": WAITING, "problems": [{"code": "x", "text": "y"}]})


def test_an_unknown_submission_is_refused(on: Stage) -> None:
    with pytest.raises(Refused, match="UNKNOWN_SUBMISSION"):
        on.sends("acceptSubmission", {"submissionId": "00000000-0000-4000-8000-000000000000"})
