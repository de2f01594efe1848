"""The seals outside of the database: a folder of another administrator, a file each, none ever written twice."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ..errors import StoreError
from .seal import Checkpoint, from_text, to_text

#: Files per folder: the newest is found without reading through all of them.
_EACH = 10_000


class Spoiled(StoreError):
    """A file of the archive says something else than it must."""


class Archive:
    """The seals of one tenant below a folder. Whoever administers the database must not administer this."""

    def __init__(self, folder: Path, tenant: int) -> None:
        self.folder = folder / str(tenant)

    def _file(self, number: int) -> Path:
        return self.folder / f"{number // _EACH:06}" / f"{number:012}.seal"

    def newest(self) -> int:
        """The number of the newest seal; 0: there is none."""
        for folder in sorted(self._folders(), reverse=True):
            found = [int(file.stem) for file in folder.glob("*.seal")]
            if found:
                return max(found)
        return 0

    def _folders(self) -> list[Path]:
        return [one for one in self.folder.iterdir() if one.name.isdecimal()] if self.folder.is_dir() else []

    def append(self, checkpoint: Checkpoint) -> None:
        """Write one more, durably. Spoiled when there is another with its number. OSError."""
        file, text = self._file(checkpoint.number), to_text(checkpoint)
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f".{checkpoint.number}.{os.getpid()}.part")
        with suppress(FileNotFoundError):
            part.unlink()
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as target:
                target.write(text)
                target.flush()
                os.fsync(target.fileno())
            os.link(part, file)  # all of it or nothing, and never over another
        except FileExistsError:
            if file.read_text(encoding="ascii") != text:
                raise Spoiled(f"{file} is another seal") from None
        finally:
            part.unlink()
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def read(self, number: int) -> Checkpoint | None:
        """One seal; None when it is not there. Spoiled."""
        file = self._file(number)
        try:
            return from_text(file.read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise Spoiled(f"{file}: {error}") from error

    def numbers(self) -> Iterator[int]:
        """The number of every seal that is there, ascending."""
        for folder in sorted(self._folders()):
            yield from sorted(int(file.stem) for file in folder.glob("*.seal"))
