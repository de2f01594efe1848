"""Messages as an outsider reads them: by the standard library's parser, in the shape of the contract."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from typing import Any


def read(content: bytes) -> EmailMessage:
    """The message of these bytes."""
    message: Any = email.message_from_bytes(content, policy=email.policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def parsed(content: bytes) -> dict[str, Any]:
    """What contract/message.schema.json speaks of, whatever ends the lines."""
    message = read(content.replace(b"\r\n", b"\n"))
    return {
        "headers": {name: str(value) for name, value in message.items()},
        "names": [str(name) for name in message],
        "type": message.get_content_type(),
        "text": message.get_content(),
        "defects": [str(defect) for defect in message.defects],
    }
