"""What an operator must set to speak with the Bundesagentur für Arbeit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..envelope import Version
from ..settings import OFFICES, Office, Secret


@dataclass(frozen=True, slots=True)
class Config:
    """One account at the labour-market admission service.

    `base_url`: the agency's address, to which `/soap11` or `/soap12` is added. `callback_base_url`: our own public
    address. `username` and `password`: what we show; `callback_username` and `callback_password`: what the agency
    shows when it calls us (HTTP Basic inside TLS; without a password our endpoint relies on mutual TLS in front).
    `certificate`, `key`, `ca_file`: PEM files. `networks`: private networks the address may lie in.

    `signing_key` (with `signing_key_password` when it is encrypted), `signing_certificate` and `partner_certificate`:
    PEM files; with them every message is signed and verified in both directions (docs/signed-messages.md).
    """

    base_url: str
    callback_base_url: str
    soap_version: Version = "1.2"
    timeout: float = 30.0
    username: str = "akzess"
    password: Secret = field(default=Secret(""))
    callback_username: str = "ba"
    callback_password: Secret = field(default=Secret(""))
    certificate: str = ""
    key: str = ""
    ca_file: str = ""
    signing_key: str = ""
    signing_key_password: Secret = field(default=Secret(""))
    signing_certificate: str = ""
    partner_certificate: str = ""
    networks: tuple[str, ...] = ()
    offices: Mapping[str, Office] = field(default_factory=lambda: dict(OFFICES))
    test: bool = False
