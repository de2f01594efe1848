"""Two header lines of one name are both heard: neither who reads first nor who reads last decides what counts."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest

from connectors.kammern.examples import CREDENTIALS
from service.agencies import combined
from tests.service.conftest import Office, office

__all__ = ["office"]
BODY = b"{}"


def test_lines_of_one_name_become_one_with_commas_in_their_order() -> None:
    lines = [("X-Signature", "a"), ("Host", "x"), ("x-signature", " b ")]

    assert combined(lines) == {"x-signature": "a, b", "host": "x"}


def post(office: Office, *signatures: str) -> Any:
    stamp = str(int(office.clock.now().timestamp()))
    lines = [("X-Timestamp", stamp), *(("X-Signature", value or signed(stamp)) for value in signatures)]
    return office.client.post(
        "/agencies/kammern/messages", content=BODY, headers=[*lines, ("Content-Type", "application/json")]
    )


def signed(stamp: str) -> str:
    secret = str(CREDENTIALS["webhook_secret"]).encode()
    return hmac.new(secret, stamp.encode() + b"." + BODY, hashlib.sha256).hexdigest()


def test_one_right_signature_is_heard(office: Office) -> None:
    assert post(office, "").status_code == 400  # signed, but empty


@pytest.mark.parametrize("signatures", [("0" * 64, ""), ("", "0" * 64), ("", "")])
def test_a_second_signature_beside_the_right_one_is_refused(office: Office, signatures: tuple[str, str]) -> None:
    assert post(office, *signatures).status_code == 401
