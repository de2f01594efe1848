"""Plays that people have open: in memory, a few of each person, one step of each at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from service.designer.ports import NoSuchPlay, TooManyPlays

from .playing import Play

T = TypeVar("T")

#: Plays at once: of one person (the oldest goes), and of all.
MOST_OF_ONE, MOST_OF_ALL = 4, 24
#: A play that nobody touched for so long (seconds) makes room for another.
IDLE = 2 * 3600.0


@dataclass(slots=True)
class _Open:
    owner: str
    play: Play
    touched: float
    lock: threading.Lock = field(default_factory=threading.Lock)


class OpenPlays:
    """Of one process. `seconds` is a clock that never goes back."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._open: dict[str, _Open] = {}
        self._guard = threading.Lock()

    def make_room(self, owner: str) -> None:
        """End what is idle, and the oldest of a person who has as many as anybody may. Error: TooManyPlays of others."""
        with self._guard:
            idle = [key for key, one in self._open.items() if self._seconds() - one.touched > IDLE]
            mine = [key for key, one in self._open.items() if one.owner == owner and key not in idle]
            gone = [self._open.pop(key) for key in [*idle, *mine[: max(0, len(mine) - MOST_OF_ONE + 1)]]]
            full = len(self._open) >= MOST_OF_ALL
        for one in gone:
            _end(one)
        if full:
            raise TooManyPlays

    def add(self, owner: str, play: Play) -> None:
        """Keep a play that has begun."""
        with self._guard:
            self._open[play.id] = _Open(owner, play, self._seconds())

    def use(self, owner: str, play_id: str, act: Callable[[Play], T]) -> T:
        """Do something with a play while nobody else does. Error: NoSuchPlay, also when it is another person's."""
        found = self._open.get(play_id)
        if found is None or found.owner != owner:
            raise NoSuchPlay(play_id)
        with found.lock:
            if play_id not in self._open:
                raise NoSuchPlay(play_id)
            found.touched = self._seconds()
            return act(found.play)

    def end(self, owner: str, play_id: str) -> None:
        """Forget a play. Error: NoSuchPlay."""
        self.use(owner, play_id, lambda play: None)
        with self._guard:
            found = self._open.pop(play_id, None)
        if found is not None:
            _end(found)

    def close(self) -> None:
        """Forget all of them, whatever they are doing."""
        for one in self._open.values():
            one.play.close()
        self._open.clear()


def _end(one: _Open) -> None:
    with one.lock:
        one.play.close()
