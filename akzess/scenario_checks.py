"""What a scenario expects: compares a case and what it sent with what the file says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from .clerks import evaluate
from .house import VirtualHouse
from .scenario_file import BERLIN, exact, plain


class Failed(AssertionError):
    """The platform did something else than the scenario says; the text says where, and how things stood."""


class Checks:
    """The expectations on one case of a house; the first that does not hold raises Failed."""

    def __init__(self, house: VirtualHouse, case_id: str) -> None:
        self.house = house
        self.case_id = case_id

    def expects(self, wanted: Mapping[str, Any]) -> None:
        """FEEL over the case's variables gives these values."""
        variables = self.house.engine.variables(self.case_id)
        now = self.house.clock.now()
        for path, value in wanted.items():
            found = evaluate(f"={path}", variables | {"null": None}, now) if path else None
            right = exact(evaluate(value, variables, now))
            if exact(found) != right:
                raise Failed(f"{path} is {found!r}, not {right!r}")

    def then(self, wanted: Mapping[str, Any]) -> None:
        """The last part of a scenario: how the case ended, its way, its letters, and that its history is whole."""
        self._outcome(wanted)
        self.way(wanted)
        self.expects(wanted.get("expects") or {})
        self._sent(wanted)
        check = self.house.engine.verify_history(self.case_id)
        if not check.ok:
            raise Failed(f"the history does not verify: {check.problem}")

    def letters(self) -> list[str]:
        """Templates of the letters that were handed to the post."""
        with self.house.store.unit_of_work() as work:
            jobs = work.jobs_of(self.case_id)
        return [str((job.payload.get("input") or {}).get("template")) for job in jobs if job.type == "post.sendLetter"]

    def _outcome(self, wanted: Mapping[str, Any]) -> None:
        case = self.house.case(self.case_id)
        if "outcome" in wanted or "status" in wanted:
            status = wanted.get("status", "COMPLETED")
            if case.status != status:
                raise Failed(f"the case is {case.status}, not {status}")
        ended = None if case.ended_at is None else case.ended_at.astimezone(BERLIN).date().isoformat()
        if "ended" in wanted and ended != plain(wanted["ended"]):
            raise Failed(f"the case ended on {ended}, not {wanted['ended']}")
        outcome = self.house.engine.variables(self.case_id).get("outcome")
        if "outcome" in wanted and outcome != wanted["outcome"]:
            raise Failed(f"the outcome is {outcome}, not {wanted['outcome']}")

    def way(self, wanted: Mapping[str, Any]) -> None:
        """Which elements the case has passed until now."""
        passed = Counter(self.house.visited(self.case_id))
        for element in wanted.get("visited") or []:
            if not passed[element]:
                raise Failed(f"{element} was not visited")
        for element in wanted.get("notVisited") or []:
            if passed[element]:
                raise Failed(f"{element} was visited")
        for element, number in (wanted.get("passed") or {}).items():
            if passed[element] != number:
                raise Failed(f"{element} was passed {passed[element]} times, not {number}")

    def _sent(self, wanted: Mapping[str, Any]) -> None:
        for agency, number in (wanted.get("sent") or {}).items():
            received = len(self.house.town[agency].received)
            if received != number:
                raise Failed(f"{agency} received {received} requests, not {number}")
        letters = self.letters()
        for letter in wanted.get("letters") or []:
            if letter not in letters:
                raise Failed(f"no letter {letter}; sent were {letters}")
