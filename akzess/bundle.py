"""Reads a procedure's folder into the bundle that is deployed as one version."""

from __future__ import annotations

from pathlib import Path

import processes

__all__ = ["AKZESS", "read"]

AKZESS = processes.AKZESS


def read(folder: Path = AKZESS) -> dict[str, bytes]:
    """File name (relative to the folder) -> content, of diagrams, decisions and forms. Error: FileNotFoundError."""
    found = processes.files(folder) if folder.is_dir() else {}
    if not found:
        raise FileNotFoundError(f"no diagrams in {folder}")
    return found
