"""The files of a draft: which kinds there are, which names they may have, and which of them are executed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, get_args

from ..problems import Problem

Kind = Literal["bpmn", "dmn", "form", "scenario", "text", "parameters", "other"]
KINDS: tuple[str, ...] = get_args(Kind)

#: Bytes of one file, files of one draft, and bytes of all of them.
LARGEST = 2 * 1024 * 1024
MOST = 500
MOST_BYTES = 20 * 1024 * 1024
#: Versions of a file that are kept beside the newest one.
KEPT_VERSIONS = 50

_SEGMENT = r"(?!\.{1,2}(/|$))[A-Za-z0-9ÄÖÜäöüß_.\-]{1,100}"
_PATH = re.compile(f"{_SEGMENT}(/{_SEGMENT}){{0,3}}")
_MEDIA: Mapping[str, str] = {
    "bpmn": "application/xml",
    "dmn": "application/xml",
    "form": "application/json",
}


def checked(path: str) -> str:
    """The path, if a draft may have a file of this name. Problem: 422."""
    if len(path) > 255 or _PATH.fullmatch(path) is None:
        raise Problem(422, "validation-failed", errors=[{"pointer": "/path", "code": "bundle-name", "message": ""}])
    return path


def kind_of(path: str) -> Kind:
    """What a file is, by its name."""
    if path.endswith(".bpmn"):
        return "bpmn"
    if path.endswith(".dmn"):
        return "dmn"
    if path.endswith((".form", ".form.json")):
        return "form"
    if path.startswith("scenarios/") and path.endswith(".yaml"):
        return "scenario"
    if path.startswith("texts/") and path.endswith(".yaml"):
        return "text"
    return "parameters" if path == "parameters.yaml" else "other"


def media_type(path: str) -> str:
    """The Content-Type under which a file is handed out: never one that a browser would run."""
    return _MEDIA.get(kind_of(path), "text/plain; charset=utf-8")


def executed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that the engine reads: what is deployed."""
    return {path: data for path, data in files.items() if kind_of(path) in ("bpmn", "dmn", "form")}


def checked_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that a check looks at: all but scenarios, which a deployment knows nothing of."""
    examples = "scenarios/applications.yaml"
    return {path: data for path, data in files.items() if kind_of(path) != "scenario" or path == examples}


def companions(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files beside them: scenarios, texts, parameters. They take effect with a release of the software."""
    return {path: data for path, data in files.items() if kind_of(path) not in ("bpmn", "dmn", "form")}
