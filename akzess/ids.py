"""Sources of ids: random ones for real cases, seeded ones so that a demo can be repeated exactly."""

from __future__ import annotations

import random
import secrets
from datetime import datetime
from uuid import UUID


def _uuid7(now: datetime, noise: int) -> str:
    """UUIDv7 after RFC 9562: 48 bits of milliseconds, then noise, so that ids sort by time."""
    millis = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    value = millis << 80 | (noise & ((1 << 76) - 1))
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return str(UUID(int=value))


class RandomIds:
    """Ids nobody can guess."""

    def case_id(self, now: datetime) -> str:
        """A UUIDv7 as text."""
        return _uuid7(now, secrets.randbits(76))

    def key(self) -> str:
        """A UUIDv4 as text."""
        return str(UUID(int=secrets.randbits(128), version=4))


class SeededIds:
    """The same ids for the same seed, in order of asking: for the demo and for scenarios, never for real cases."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  # repeatable on purpose

    def case_id(self, now: datetime) -> str:
        """A UUIDv7 as text."""
        return _uuid7(now, self._random.getrandbits(76))

    def key(self) -> str:
        """A UUIDv4 as text."""
        return str(UUID(int=self._random.getrandbits(128), version=4))
