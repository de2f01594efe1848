"""The record of an advice before an application: what was asked and how long it took, never who asked (4.2, step 1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: Purposes of the case groups (1.2), and one for everything else.
TOPICS = ("FG1", "FG2", "FG3", "FG4", "FG5", "FG6", "FG7", "FG8", "FG9", "OTHER")
CHANNELS = ("COUNTER", "PHONE", "MAIL", "VIDEO", "WEB")


@dataclass(frozen=True, slots=True)
class AdviceRecord:
    """One advice. `minutes` 1 to 480; `follows`: an application was announced; `language`: BCP 47 code.

    There is no field for a person, a number or free text, so that nothing personal can get in.
    """

    id: str
    tenant: int
    site: str
    on: date
    topic: str
    channel: str
    language: str
    minutes: int
    follows: bool

    def __post_init__(self) -> None:
        """Error: ValueError for a topic or channel that is none, or minutes out of range."""
        if self.topic not in TOPICS or self.channel not in CHANNELS or not 1 <= self.minutes <= 480:
            raise ValueError("topic, channel or minutes of an advice")
