"""Reads what the authority does from the data files of a procedure: parameters, code lists, sites and texts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .parameters import Parameter, ParameterError, Parameters, Validity, load_parameters
from .texts import Texts, load_texts
from .yaml_files import AKZESS, read_exact

__all__ = [
    "AKZESS",
    "Parameter",
    "ParameterError",
    "Parameters",
    "Texts",
    "Validity",
    "files",
    "load_listing",
    "load_parameters",
    "load_statistics",
    "load_texts",
]

_DIAGRAMS = ("*.bpmn", "*.dmn", "forms/*.form")


def load_listing(folder: Path = AKZESS) -> Mapping[str, Any]:
    """Read listing.yaml: what lists show of a case and what one finds it by; {} for a procedure without one."""
    path = folder / "listing.yaml"
    return (read_exact(path) or {}) if path.exists() else {}


def load_statistics(folder: Path = AKZESS) -> Mapping[str, Any]:
    """Read statistics.yaml: what the statistics keep of a case that ends; {} for a procedure without one."""
    path = folder / "statistics.yaml"
    return (read_exact(path) or {}) if path.exists() else {}


def files(folder: Path = AKZESS) -> dict[str, bytes]:
    """Diagrams, tables and forms that are deployed together as one version: relative name to content."""
    found = sorted(path for pattern in _DIAGRAMS for path in folder.glob(pattern))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
