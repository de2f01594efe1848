"""The codes of all rules, read from the source: what `docs/linting.md` has to explain."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from engine.dmn.words import TITLES
from engine.kernel.lint_standard import RULES

ROOT = Path(__file__).parents[2]
#: Whoever makes a finding, by the name of the call; a literal that looks like a code is one.
_MAKERS = frozenset({"Problem", "error", "Finding", "refuse", "report", "_finding", "_bad", "_about"})
_CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+")
_FILES = ("engine/kernel", "engine/analysis", "akzess/surroundings.py", "akzess/commands/models.py")
#: Words with a hyphen among the arguments that are no codes.
_NO_CODES: frozenset[str] = frozenset()


def of_the_source() -> frozenset[str]:
    """Codes that appear where a finding is made."""
    found: set[str] = set(RULES)
    for name in _FILES:
        path = ROOT / name
        for file in [path] if path.is_file() else sorted(path.glob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _name(node.func) in _MAKERS:
                    for argument in node.args:
                        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                            found |= {argument.value} if _CODE.fullmatch(argument.value) else set()
    return frozenset(found - _NO_CODES) | frozenset(TITLES) | {"text", "deadlock"}


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
