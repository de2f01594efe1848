"""What an operator must set to send e-mail."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..settings import Secret


@dataclass(frozen=True, slots=True)
class Config:
    """`base_url` is `smtps://host:465`, `smtp+starttls://host:587` or, inside `networks` only, `smtp://host:587`.

    `user` and `password` of the account; without a password nobody logs in. `sender` is the address messages come from,
    `name` what our server calls itself. `callback_base_url` is the platform's address, below which `status_path` leads an
    applicant to his case, `booking_path` to an appointment, and `inbox_path` a partner to his inbox. `dedupe_minutes`:
    within this time the same notice goes to the same person once. `certificate`, `key`, `ca_file`: PEM files. `timeout`
    in seconds.
    """

    base_url: str
    callback_base_url: str
    sender: str = "auslaenderbehoerde@akzess.example"
    name: str = "akzess.example"
    status_path: str = "/status/"
    booking_path: str = "/booking/"
    inbox_path: str = "/app/partner-inbox"
    dedupe_minutes: int = 10
    timeout: float = 30.0
    user: str = "akzess"
    password: Secret = field(default=Secret(""))
    certificate: str = ""
    key: str = ""
    ca_file: str = ""
    networks: tuple[str, ...] = ()
