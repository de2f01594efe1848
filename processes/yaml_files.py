"""Reads YAML files of the procedure with the safe loader in C: catalogues are large, and designers wait for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

__all__ = ["read_yaml"]


def read_yaml(path: Path) -> Any:
    """What the file says: mappings, lists, texts, numbers, days; None for an empty file. Errors: OSError, yaml.YAMLError."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
