"""What our procedures live in, as the checks of `engine.analysis` want to know it: read from data files and connectors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import yaml

import processes
from connectors.registry import discover
from engine.analysis.surroundings import Surroundings
from engine.errors import Finding
from engine.kernel.sandbox import read as read_apart
from processes.yaml_files import read_yaml
from service.identity.roles import ROLES

_TIMER = "timer."
_DATA = (".yaml", ".yml")
_FILES = frozenset(
    {"access.yaml", "parameters.yaml", "sites.yaml", "stages.yaml", "interfaces.yaml", "scenarios/applications.yaml"}
)


def around(folder: Path = processes.AKZESS) -> Surroundings:
    """Everything known about a procedure's folder; what it lacks a file for stays unknown.

    Error: processes.ParameterError for parameters or texts that contradict themselves.
    """
    parameters = _parameters(folder)
    return Surroundings(
        groups=ROLES if (folder / "access.yaml").exists() else None,
        operations=_operations(),
        required=_required(),
        messages=_messages(folder),
        constants={"parameter": _names(parameters)} if parameters else {},
        start=_start(folder),
        texts=_texts(folder),
        stages=_stages(folder),
        periods=_periods(parameters),
    )


def read(files: Mapping[str, bytes]) -> tuple[bytes, tuple[Finding, ...]]:
    """Read and check a bundle of the procedure AKZESS, in a process of its own: for deployment, `akzess lint`, designers.

    Data files among them (parameters.yaml, texts/…) count instead of those that were shipped.
    """
    return read_beside(files, processes.AKZESS)


class Apart(Protocol):
    """Reads a bundle in another process (`engine.kernel.sandbox.read`, or a reader that stays)."""

    def __call__(
        self, resources: Mapping[str, bytes], *, surroundings: Mapping[str, Any] | None = None
    ) -> tuple[bytes, tuple[Finding, ...]]:
        """The table and every finding."""
        ...


def read_beside(
    files: Mapping[str, bytes], folder: Path, apart: Apart = read_apart
) -> tuple[bytes, tuple[Finding, ...]]:
    """The same with the data files of another folder, or by another reader."""
    executed = {name: data for name, data in files.items() if not name.endswith(_DATA)}
    found: tuple[Finding, ...] = ()
    try:
        known = _known(folder, _changed(files, folder))
    except _UNREADABLE as error:
        known = _known(folder, ())
        german = f"Die Datendateien widersprechen sich oder sind nicht lesbar: {error}"
        english = f"The data files contradict themselves or cannot be read: {error}"
        found = (Finding("parameters.yaml", "", "data-file", german[:500], message_en=english[:500]),)
    table, findings = apart(executed, surroundings=known)
    return (b"" if found else table), (*found, *findings)


def known_of(files: Mapping[str, bytes], folder: Path = processes.AKZESS) -> Surroundings:
    """What is known of a procedure whose data files are these; of those that cannot be read, what was shipped."""
    try:
        return Surroundings.of(_known(folder, _changed(files, folder)))
    except _UNREADABLE:
        return Surroundings.of(_known(folder, ()))


_UNREADABLE = (processes.ParameterError, yaml.YAMLError, ValueError, KeyError, TypeError, AttributeError)


def _changed(files: Mapping[str, bytes], folder: Path) -> tuple[tuple[str, bytes], ...]:
    return tuple(sorted((name, data) for name, data in files.items() if _told(name) and not _same(folder, name, data)))


def _told(name: str) -> bool:
    """True for the data files that say anything about the surroundings."""
    return name.endswith(_DATA) and (name in _FILES or name.startswith(("texts/", "codes/")))


def _same(folder: Path, name: str, data: bytes) -> bool:
    path = folder / name
    return path.is_file() and path.read_bytes() == data


@lru_cache(maxsize=16)
def _known(folder: Path, changed: tuple[tuple[str, bytes], ...]) -> Mapping[str, Any]:
    """What is known when some data files are others than those of the folder; kept, for a designer asks at every stroke."""
    if not changed:
        return around(folder).plain()
    with TemporaryDirectory() as place:
        root = Path(place)
        for path in folder.rglob("*.yaml"):
            name = path.relative_to(folder).as_posix()
            if _told(name):
                _put(root, name, path.read_bytes())
        for name, content in changed:
            _put(root, name, content)
        return around(root).plain()


def _put(root: Path, name: str, content: bytes) -> None:
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        return  # the name is refused where bundles are read
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _yaml(path: Path) -> Any:
    return read_yaml(path) if path.exists() else None


def _operations() -> dict[str, frozenset[str]]:
    return {
        f"{queue}.{name}": frozenset(operation.output.get("properties", {}))
        for queue, agency in discover().items()
        for name, operation in agency.connector.operations.items()
    }


def _required() -> dict[str, frozenset[str]]:
    return {
        f"{queue}.{name}": frozenset(operation.input.get("required", ()))
        for queue, agency in discover().items()
        for name, operation in agency.connector.operations.items()
    }


def _messages(folder: Path) -> dict[str, frozenset[str]] | None:
    """What agencies tell by themselves, and what people hand in."""
    interfaces = _yaml(folder / "interfaces.yaml")
    if interfaces is None:
        return None
    found = {item["name"]: frozenset(item.get("payload", ())) for item in interfaces["messages"]}
    for agency in discover().values():
        for message in getattr(agency.connector, "messages", {}).values():
            found[message.name] = frozenset(message.payload.get("properties", {}))
    return found


def _start(folder: Path) -> frozenset[str] | None:
    """The fields of an application: those of every example that the scenarios have, and those declared beside."""
    examples, interfaces = _yaml(folder / "scenarios" / "applications.yaml"), _yaml(folder / "interfaces.yaml")
    if examples is None or interfaces is None:
        return None
    found = set(interfaces.get("application", ()))
    for application in examples["applications"].values():
        found.update(application)
    return frozenset(found - {"like"})


def _texts(folder: Path) -> dict[str, frozenset[str]] | None:
    if not (folder / "texts").is_dir():
        return None
    return {language: frozenset(texts) for language, texts in processes.load_texts(folder).languages.items()}


def _stages(folder: Path) -> dict[str, frozenset[str]] | None:
    stages = _yaml(folder / "stages.yaml")
    if stages is None:
        return None
    return {process: frozenset(stage["key"] for stage in found) for process, found in stages["stages"].items()}


def _parameters(folder: Path) -> processes.Parameters | None:
    return processes.load_parameters(folder) if (folder / "parameters.yaml").exists() else None


def _names(parameters: processes.Parameters) -> dict[str, Any]:
    """The tree of all ids, whenever they hold."""
    tree: dict[str, Any] = {}
    for item in parameters:
        *path, leaf = item.id.split(".")
        node = tree
        for name in path:
            node = node.setdefault(name, {})
        last = item.values[-1].value if item.values else None
        node[leaf] = dict.fromkeys(last) if isinstance(last, dict) else None
    return tree


def _periods(parameters: processes.Parameters | None) -> dict[str, tuple[str, str]]:
    """Statutory periods (kind S) by timer; the least that the law allows, today or later."""
    found: dict[str, tuple[str, str]] = {}
    for item in parameters or ():
        values = [value.value for value in item.values if value.until is None or value.until >= date.min]
        last = values[-1] if values else None
        if item.id.startswith(_TIMER) and isinstance(last, dict) and last.get("kind") == "S":
            found[item.id.removeprefix(_TIMER)] = (str(last.get("min") or last["duration"]), item.norm)
    return found
