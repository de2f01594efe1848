"""Which documents an application needs: the tables D2 and D6 as they are deployed, asked before there is a case."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from engine import dmn, feel
from engine.functions import FUNCTIONS
from store.queries import Queries

log = structlog.get_logger(__name__)

_PROCESS = "akzess-main"
_LEGAL, _DOCUMENTS = "D2_LegalBasis", "D6_Documents"
#: The form is what is filled in on the web; nobody uploads it.
_BY_ITSELF = frozenset({"BASE_FORM"})


@dataclass(frozen=True, slots=True)
class WantedDocument:
    """A row of D6."""

    code: str
    name_de: str
    name_en: str
    required: bool


class Tables:
    """Asks the newest deployed tables; `constants` are the law's values of a day, as every case sees them."""

    def __init__(self, tenant: int, constants: Callable[[datetime], Mapping[str, Any]]) -> None:
        self._tenant = tenant
        self._constants = constants
        self._models: tuple[int, dict[str, dmn.Model]] = (0, {})
        self._guard = threading.Lock()

    def documents(self, read: Queries, answers: Mapping[str, Any], now: datetime) -> list[WantedDocument]:
        """The documents of an application with these answers, as ST-OPTIONS-PRE, ST-LEGAL-PRE and ST-DOCS list them."""
        models = self._deployed(read)
        if _DOCUMENTS not in models or _LEGAL not in models:
            return []
        known: dict[str, Any] = {**self._constants(now), **answers}
        options = self._value(models, _LEGAL, known, now)
        rows = [one for one in (options if isinstance(options, list) else []) if one.get("selectable") is not False]
        known["legal"] = rows[0] if rows else None
        found = self._value(models, _DOCUMENTS, known, now)
        return [
            WantedDocument(str(one["code"]), str(one["nameDe"]), str(one["nameEn"]), one.get("required") is not False)
            for one in (found if isinstance(found, list) else [])
            if one.get("source") in ("APPLICANT", "EMPLOYER") and one["code"] not in _BY_ITSELF
        ]

    def _value(self, models: Mapping[str, dmn.Model], decision: str, known: Mapping[str, Any], now: datetime) -> Any:
        result = models[decision].evaluate(decision, known, now=now, functions=FUNCTIONS)
        if result.errors:
            # Half an application: a table may ask for what nobody has typed yet.
            log.info("portal.table", decision=decision, errors=len(result.errors))
            return None
        return feel.to_json(result.value)

    def _deployed(self, read: Queries) -> Mapping[str, dmn.Model]:
        newest = next(
            (one for one in read.definitions(self._tenant, newest_only=True) if one.process_id == _PROCESS), None
        )
        if newest is None:
            return {}
        with self._guard:
            if self._models[0] != newest.deployment_id:
                files = read.resources(self._tenant, newest.deployment_id)
                models = {
                    name: dmn.load(files[f"{name}.dmn"], functions=FUNCTIONS)
                    for name in (_LEGAL, _DOCUMENTS)
                    if f"{name}.dmn" in files
                }
                self._models = (newest.deployment_id, models)
            return self._models[1]
