"""Reads YAML files of the procedure with the safe loader in C: catalogues are large, and designers wait for them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

__all__ = ["AKZESS", "read_exact", "read_yaml"]

#: Folder of the procedure AKZESS.
AKZESS = Path(__file__).parent / "akzess"


def read_yaml(path: Path) -> Any:
    """What the file says: mappings, lists, texts, numbers, days; None for an empty file. Errors: OSError, yaml.YAMLError."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def read_exact(path: Path) -> Any:
    """As `read_yaml`, with decimals for fractions: a fee of 93.10 must not become 93.099999."""
    loader = _Exact(path.read_text(encoding="utf-8"))
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


class _Exact(yaml.CSafeLoader):
    pass


def _decimal(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)))


_Exact.add_constructor("tag:yaml.org,2002:float", _decimal)
