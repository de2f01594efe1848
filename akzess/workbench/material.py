"""A draft's files as what plays need: the compiled table, a folder of scenarios for a while, the law's values."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import processes
from akzess import bundle, scenario_file
from akzess.clerks import Clerks
from akzess.procedure import constants
from akzess.scenario_file import BERLIN, BadScenario
from engine.handlers.deployments import ReadBundle
from engine.kernel.bundle import Bundle
from engine.kernel.case_run import Constants
from service.designer import files as names
from service.designer.ports import Files, Unplayable

#: Files beside the deployed ones that designers see: data of the procedure, no letters and no pictures.
_BESIDE = ("*.yaml", "codes/*.yaml", "texts/*.yaml", "scenarios/*.yaml")


def shipped(folder: Path = bundle.AKZESS) -> dict[str, bytes]:
    """The files beside the deployed ones, as they come with the software."""
    found = sorted(path for pattern in _BESIDE for path in folder.glob(pattern))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


class Material:
    """Files of a draft, read once; its folder is gone when it is closed."""

    def __init__(self, files: Files, read_bundle: ReadBundle) -> None:
        """Errors: Unplayable when the draft has errors or its parameters contradict themselves."""
        self.executed = names.executed(files)
        table, findings = read_bundle(names.checked_files(files))
        wrong = next((finding for finding in findings if finding.severity == "error"), None)
        if wrong is not None or not table:
            raise Unplayable(f"{wrong.resource} {wrong.element_id}: {wrong.message}" if wrong else "kein Prozess")
        self.table = bytes(table)
        self.bundle = Bundle.from_json(self.table, self.executed)
        self._folder = tempfile.TemporaryDirectory(prefix="akzess-draft-")
        self.folder = Path(self._folder.name)
        for path, data in names.companions(files).items():
            place = self.folder / names.checked(path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        try:
            self.constants = self._constants()
        except (processes.ParameterError, ValueError, KeyError, TypeError, AttributeError) as error:
            self.close()
            raise Unplayable(f"parameters.yaml: {error}") from None

    @property
    def scenarios(self) -> Path:
        """The folder of its scenarios."""
        return self.folder / "scenarios"

    def paths(self) -> list[Path]:
        """The scenario files."""
        return scenario_file.files(self.scenarios)

    def clerks(self) -> Clerks | None:
        """Who does which task unless somebody says otherwise; None where the draft does not say. Error: Unplayable."""
        path = self.scenarios / "clerks.yaml"
        try:
            return Clerks(path) if path.exists() else None
        except BadScenario as error:
            raise Unplayable(str(error)) from None

    def application(self, key: str) -> Mapping[str, Any]:
        """A synthetic application of the draft. Error: Unplayable."""
        try:
            found: Mapping[str, Any] = scenario_file.applications(self.scenarios)[key]
        except (KeyError, BadScenario) as error:
            raise Unplayable(f"applications.yaml: {error}") from None
        return found

    def _constants(self) -> Constants:
        if not (self.folder / "parameters.yaml").exists():
            return constants
        parameters = processes.load_parameters(self.folder)

        @cache
        def at(day: date) -> Mapping[str, Any]:
            return {"parameter": parameters.at(day, partial=True)}

        return lambda now: at(_day(now))

    def close(self) -> None:
        """Delete the folder; what was remembered of it is forgotten."""
        self._folder.cleanup()
        scenario_file.applications.cache_clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _day(now: datetime) -> date:
    return now.astimezone(BERLIN).date()
