"""What an operator must set to receive applications by FIT-Connect."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..rest import RestConfig
from ..settings import Secret


@dataclass(frozen=True, slots=True)
class Config(RestConfig):
    """One account of a subscriber.

    `decryption_key`: our private key as JSON Web Key, to open submissions; without it they stay closed and the process
    gets the encrypted text only.
    """

    decryption_key: Secret = field(default=Secret(""))
