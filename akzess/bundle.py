"""Reads a procedure's folder into the bundle that is deployed as one version."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import processes
from engine.errors import Undeployable
from engine.handlers.deployments import read_here
from engine.kernel.bundle import Bundle

__all__ = ["AKZESS", "compiled", "read"]

AKZESS = processes.AKZESS


def read(folder: Path = AKZESS) -> dict[str, bytes]:
    """File name (relative to the folder) -> content, of diagrams, decisions and forms. Error: FileNotFoundError."""
    found = processes.files(folder) if folder.is_dir() else {}
    if not found:
        raise FileNotFoundError(f"no diagrams in {folder}")
    return found


def compiled(resources: Mapping[str, bytes]) -> tuple[Bundle, bytes]:
    """Files of our own as a bundle, and as the table that is stored of it. Errors: Undeployable."""
    table, findings = read_here(resources)
    if any(finding.severity == "error" for finding in findings):
        raise Undeployable(findings)
    return Bundle.from_json(table, resources), table
