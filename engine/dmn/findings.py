"""What is wrong with a decision model, and the one error that refuses it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One complaint about one element of a decision model.

    ``element_id`` is the id the designer shows (empty when the file could not be read that far), ``code`` a stable
    word for programs, ``message`` an English sentence, ``line`` the line of the file (0 when unknown). ``cell`` names
    the place in a table as ``(rule, column)``, both from 1; ``witness`` is an input that shows the complaint; ``name`` is
    the word that the complaint is about and ``near`` the known one most like it.
    """

    element_id: str
    code: str
    message: str
    line: int = 0
    severity: str = "error"
    cell: tuple[int, int] | None = None
    rules: tuple[int, ...] = ()
    witness: dict[str, Any] | None = None
    name: str = ""
    near: str = ""

    def to_json(self) -> dict[str, Any]:
        """The finding as a JSON-able record, without the fields that say nothing."""
        record: dict[str, Any] = {
            "elementId": self.element_id,
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "line": self.line,
        }
        if self.cell is not None:
            record["cell"] = {"rule": self.cell[0], "column": self.cell[1]}
        if self.rules:
            record["rules"] = list(self.rules)
        if self.witness is not None:
            record["witness"] = self.witness
        return record


class DmnError(Exception):
    """The file cannot become a decision model; ``findings`` says why. Consequence: the deployment is refused."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        super().__init__("; ".join(f"{f.element_id or 'file'}: {f.message}" for f in self.findings[:5]))


class UnknownDecision(LookupError):
    """The caller asks for a decision or service that the model does not have. Consequence: an incident."""
