"""The agencies that can speak in a second way: the same folder, with signatures that an operator switched on."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from connectors.base import Clock
from connectors.registry import Agency, discover
from connectors.simulated import SimulatedAgency
from tests.connectors.signing import pem_files


@dataclass(frozen=True, slots=True)
class SignedAgency(Agency):
    """An agency whose operator and whose simulator set what signatures need."""

    ours: Mapping[str, Any] = field(default_factory=dict)
    theirs: Mapping[str, Any] = field(default_factory=dict)

    def demo_config(self, base_url: str, callback_base_url: str) -> dict[str, Any]:
        return Agency.demo_config(self, base_url, callback_base_url) | dict(self.ours)

    def simulate(self, clock: Clock) -> SimulatedAgency:
        return self.simulator(clock, dict(self.credentials) | dict(self.theirs))


@cache
def _settings() -> dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Words after the agency's name, with what the operator and what the simulator sets; files last as long as the tests."""
    folder = Path(_FOLDER.name)
    our_key, our_certificate = pem_files(folder, "ecdsa-akzess")
    their_key, their_certificate = pem_files(folder, "rsa-partner")
    chamber_key, chamber_certificate = pem_files(folder, "ecdsa-kammer")
    soap = {"signing_key": our_key, "signing_certificate": our_certificate, "partner_certificate": their_certificate}
    keyid = "kammer-2026"
    return {
        "bundesagentur signed": (soap, {"signing_key": their_key, "partner_certificate": our_certificate}),
        "kammern rfc9421": (
            {"webhook_signature": "rfc9421", "webhook_keys": {keyid: chamber_certificate}},
            {"webhook_signing_key": chamber_key, "webhook_keyid": keyid},
        ),
    }


_FOLDER = tempfile.TemporaryDirectory(prefix="akzess-test-keys-")
SIGNED = ("bundesagentur signed", "kammern rfc9421")


def agency_of(words: str) -> Agency:
    """`NAME` as it is discovered, or one of `SIGNED`."""
    plain = discover()[words.partition(" ")[0]]
    if words == plain.name:
        return plain
    ours, theirs = _settings()[words]
    return SignedAgency(**{item.name: getattr(plain, item.name) for item in fields(plain)}, ours=ours, theirs=theirs)
