"""What the deployed tables say about a plan: may one apply, on which legal bases, with what, at what cost, how long."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from engine import dmn, feel
from engine.functions import FUNCTIONS
from store.queries import Queries

log = structlog.get_logger(__name__)

_PROCESS = "akzess-main"
#: Files of the version; a file holds the decisions that belong together (D0 and D9 are with D1).
_TABLES = (
    "D1_AkzessEligible",
    "D2_LegalBasis",
    "D3_BaApproval",
    "D4_ChamberOpinion",
    "D5_Recognition",
    "D6_Documents",
    "D7_Fee",
)
#: More legal bases than that help nobody; the rank of D2 says which come first.
MOST = 4


@dataclass(frozen=True, slots=True)
class Basis:
    """One legal basis with what the other tables say of it: plain values as the tables give them, None for no answer."""

    option: Mapping[str, Any]
    approval: Mapping[str, Any] | None
    bodies: tuple[Mapping[str, Any], ...]
    recognition: Mapping[str, Any] | None
    documents: tuple[Mapping[str, Any], ...]
    fee: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer: D1, D9, the legal bases by rank, notes (rows that cannot be chosen, as R08), and the law's values."""

    site: Mapping[str, Any] | None
    eligible: Mapping[str, Any] | None
    change: Mapping[str, Any] | None
    bases: tuple[Basis, ...]
    notes: tuple[Mapping[str, Any], ...]
    parameter: Mapping[str, Any]
    version: int


class Tables:
    """Asks the newest deployed version; `constants` are the law's values of a day, as every case sees them."""

    def __init__(self, tenant: int, constants: Callable[[datetime], Mapping[str, Any]]) -> None:
        self._tenant = tenant
        self._constants = constants
        self._models: tuple[int, int, dict[str, dmn.Model]] = (0, 0, {})
        self._guard = threading.Lock()

    def parameter(self, now: datetime) -> Mapping[str, Any]:
        """The law's values of the day."""
        found: Mapping[str, Any] = self._constants(now)["parameter"]
        return found

    def check(self, read: Queries, application: Mapping[str, Any], now: datetime) -> Checked:
        """The tables' answers about an application that nobody has filed; nothing is kept."""
        version, models = self._deployed(read)

        def ask(decision: str, known: Mapping[str, Any]) -> Any:
            if decision not in models:
                return None
            result = models[decision].evaluate(decision, known, now=now, functions=FUNCTIONS)
            if result.errors:
                # Half an application: a table may ask for what the checklist does not.
                log.info("advice.table", decision=decision, errors=len(result.errors))
                return None
            return feel.to_json(result.value)

        constants = self._constants(now)
        known: dict[str, Any] = {**constants, **application}
        known["site"] = ask("D0_Site", known)
        known["statusChange"] = ask("D9_StatusChange", known)
        rows = ask("D2_LegalBasis", known) or []
        chosen = [row for row in rows if row.get("selectable") is not False][:MOST]
        return Checked(
            site=known["site"],
            eligible=ask("D1_AkzessEligible", known),
            change=known["statusChange"],
            bases=tuple(_bases(chosen, known, ask)),
            notes=tuple(row for row in rows if row.get("selectable") is False),
            parameter=constants["parameter"],
            version=version,
        )

    def _deployed(self, read: Queries) -> tuple[int, Mapping[str, dmn.Model]]:
        found = (one for one in read.definitions(self._tenant, newest_only=True) if one.process_id == _PROCESS)
        newest = next(found, None)
        if newest is None:
            return 0, {}
        with self._guard:
            if self._models[0] != newest.deployment_id:
                files = read.resources(self._tenant, newest.deployment_id)
                models = [
                    dmn.load(files[f"{name}.dmn"], functions=FUNCTIONS) for name in _TABLES if f"{name}.dmn" in files
                ]
                by_decision = {decision: model for model in models for decision in model.decisions}
                self._models = (newest.deployment_id, newest.version, by_decision)
            return self._models[1], self._models[2]


def _bases(
    rows: list[Mapping[str, Any]], known: Mapping[str, Any], ask: Callable[[str, Mapping[str, Any]], Any]
) -> Iterator[Basis]:
    for row in rows:
        about = {**known, "legal": row}
        yield Basis(
            option=row,
            approval=ask("D3_BaApproval", about),
            bodies=tuple(ask("D4_ChamberOpinion", about) or ()),
            recognition=ask("D5_Recognition", about),
            documents=tuple(ask("D6_Documents", about) or ()),
            fee=ask("D7_Fee", about),
        )
