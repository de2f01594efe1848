"""A submission server as a stand-in: it takes whatever fits the contract, as often as it is given."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any, ClassVar

from jsonschema import Draft202012Validator

from ..simulated import Clock
from ..simulated_smtp import SimulatedSmtp, Submission

_CONTRACT = Path(__file__).parent / "contract" / "message.schema.json"


class Simulator(SimulatedSmtp):
    """See `SimulatedSmtp`; `mailbox` is everything delivered, doubles included."""

    name: ClassVar[str] = "mail"

    def __init__(self, clock: Clock, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(clock, config)
        self.mailbox: list[Submission] = []
        self._put_off: set[str] = set()
        self._contract = Draft202012Validator(json.loads(_CONTRACT.read_text(encoding="utf-8")))

    def recipient(self, address: str) -> str:
        """The personas."""
        user = address.partition("@")[0].lower()
        if user == "unzustellbar":
            return "550 5.1.1 No such mailbox"
        if user == "voll":
            return "452 4.2.2 Mailbox full"
        if user == "graulist" and address not in self._put_off:
            self._put_off.add(address)
            return "450 4.7.1 Greylisted, try again later"
        return "250 2.1.5 OK"

    def take(self, submission: Submission) -> str:
        """One delivery, when the message is what the contract says."""
        good = self._contract.is_valid(seen(submission.message))
        spam = submission.recipient.partition("@")[0].lower() == "spam"
        self.note(submission.key, "sendNotice", effect=good and not spam)
        if not good:
            return "554 5.6.0 Message does not fit the contract"
        if spam:
            return "554 5.7.1 Message refused by policy"
        self.mailbox.append(submission)
        queue = uuid.uuid5(uuid.NAMESPACE_URL, f"{self.name}/{submission.key}/{self.effects[submission.key]}")
        return f"250 2.0.0 OK queued as {queue.hex[:12].upper()}"


def seen(message: EmailMessage) -> dict[str, Any]:
    """A message as the contract looks at it: its headers by name, its media type, its text, and what is broken in it."""
    text = message.get_content() if message.get_content_maintype() == "text" else ""
    return {
        "headers": {name: str(value) for name, value in message.items()},
        "names": [name for name, _ in message.items()],
        "type": message.get_content_type(),
        "text": text,
        "defects": [type(defect).__name__ for defect in message.defects],
    }
