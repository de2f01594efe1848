"""Checks of drafts while people change them: a warm reader for each of the drafts that were looked at last."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import processes
from akzess import surroundings
from engine.errors import Finding
from engine.kernel.deployment import content_hash
from engine.kernel.warm_reader import WarmReader

Answer = tuple[bytes, tuple[Finding, ...]]

#: Drafts that have a reader at once, some 80 MB each, and after how many idle seconds it is ended.
MOST_READERS, IDLE = 3, 15 * 60.0


@dataclass(slots=True)
class _Seen:
    """A draft's reader with its last answer: what one asks about an element comes right after the check."""

    touched: float
    reader: WarmReader = field(default_factory=WarmReader)
    lock: threading.Lock = field(default_factory=threading.Lock)
    hash: str = ""
    answer: Answer = (b"", ())


class Glances:
    """One per process. `seconds` is a clock that never goes back."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._guard = threading.Lock()
        self._seen: OrderedDict[str, _Seen] = OrderedDict()

    def read(self, draft: str, files: Mapping[str, bytes]) -> Answer:
        """The findings that deployment would give (`akzess.surroundings.read`), and the table of what could be read."""
        seen = self._of(draft)
        name = content_hash(files)
        with seen.lock:
            if seen.hash != name:
                seen.hash = ""  # nobody may recall the answer before as one about these files
                seen.answer = surroundings.read_beside(files, processes.AKZESS, seen.reader.read)
                seen.hash = name
            return seen.answer

    def recall(self, files: Mapping[str, bytes]) -> Answer:
        """The answer about exactly these files where one was given, else `akzess.surroundings.read`: for plays."""
        name = content_hash(files)
        with self._guard:
            known = next((one.answer for one in self._seen.values() if one.hash == name), None)
        if known is None:
            return surroundings.read(files)
        table, findings = known
        return (b"" if any(one.severity == "error" for one in findings) else table), findings

    def _of(self, draft: str) -> _Seen:
        now = self._seconds()
        with self._guard:
            found = self._seen.pop(draft, None) or _Seen(now)
            found.touched = now
            self._seen[draft] = found
            gone = [key for key, one in self._seen.items() if now - one.touched > IDLE]
            gone += [key for key in self._seen if key not in gone][:-MOST_READERS]
            ended = [self._seen.pop(key) for key in gone]
        for one in ended:
            one.reader.close()
        return found

    def close(self) -> None:
        """End the readers."""
        with self._guard:
            ended = list(self._seen.values())
            self._seen.clear()
        for one in ended:
            one.reader.close()
