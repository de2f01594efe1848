"""The npm package feelin inside V8: a second opinion on what a FEEL text means."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from py_mini_racer import MiniRacer

from engine import feel

_FOLDER = Path(__file__).parent / "js"
_BUNDLE = _FOLDER / "dist" / "feelin.js"


class Feelin:
    """One V8 isolate with feelin loaded."""

    def __init__(self) -> None:
        self._engine = MiniRacer()
        self._engine.eval(bundle())

    def evaluate(self, text: str, context: dict[str, Any]) -> Any:
        """The result, written as `plain` writes ours; {"error": …} when feelin refuses the text."""
        answer = json.loads(self._engine.call("Feelin.run", text, json.dumps(context)))
        return answer if "error" in answer else answer["value"]

    def microseconds(self, text: str, context: dict[str, Any], rounds: int) -> float:
        """The time of one evaluation, measured inside V8."""
        return float(self._engine.call("Feelin.time", text, json.dumps(context), rounds))

    def close(self) -> None:
        """Give the isolate back."""
        self._engine.close()


def bundle() -> str:
    """feelin as one script, built from the lock file when it is missing or older."""
    sources = [_FOLDER / "package-lock.json", _FOLDER / "entry.js"]
    if not _BUNDLE.exists() or _BUNDLE.stat().st_mtime < max(source.stat().st_mtime for source in sources):
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("npm is needed to build feelin, the second opinion of these tests")
        for command in (["ci", "--silent"], ["run", "--silent", "build"]):
            subprocess.run([npm, *command], cwd=_FOLDER, check=True, capture_output=True)
    return _BUNDLE.read_text(encoding="utf-8")


def plain(value: Any) -> Any:
    """A value of ours in the notation of `entry.js`."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return {"kind": "number", "text": str(value)}
    if isinstance(value, list):
        return {"kind": "list", "items": [plain(item) for item in value]}
    if isinstance(value, dict):
        return {"kind": "context", "entries": [[key, plain(item)] for key, item in value.items()]}
    if isinstance(value, datetime):
        kind = "FeelDateTime"
    elif isinstance(value, date):
        kind = "FeelDate"
    elif isinstance(value, time):
        kind = "FeelTime"
    elif isinstance(value, feel.Range):
        kind = "FeelRange"
    elif isinstance(value, feel.Function):
        return {"kind": "function"}
    else:
        kind = "FeelDuration"
    return {"kind": kind, "text": feel.to_text(value)}


def alike(ours: Any, theirs: Any) -> bool:
    """Whether both say the same; numbers may differ as binary floats do from decimals."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.get("kind") == theirs.get("kind"):
        if ours["kind"] == "number":
            a, b = float(ours["text"]), float(theirs["text"])
            return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))
        if ours["kind"] == "list":
            return len(ours["items"]) == len(theirs["items"]) and all(
                alike(a, b) for a, b in zip(ours["items"], theirs["items"], strict=True)
            )
        if ours["kind"] == "context":
            a, b = dict(ours["entries"]), dict(theirs["entries"])
            return a.keys() == b.keys() and all(alike(item, b[key]) for key, item in a.items())
    return bool(ours == theirs)
