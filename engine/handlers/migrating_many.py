"""Moves all running cases of a deployment to another one, each in its own transaction; goes on where it was stopped.

Which cases are done stands in the database and nowhere else: those that are on the other deployment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from .. import commands as c
from .. import failpoints
from ..errors import Conflict, Corrupt, Invalid, NotFound, NotMigratable
from ..kernel.migration import move
from ..kernel.migration_plan import Plan, accepted, pairs
from ..migrations import Outcome, Pair, Remark, Verdict, VerdictPage, WaitingRows
from ..model import Case, CaseStatus, Definition
from .migrating import target_of
from .standing import library
from .work import House

#: Cases that are read at once.
PAGE = 100


class Migrations:
    """Proposal, verdicts, the batch and its way back; `handle` is the engine's, one unit of work per case."""

    def __init__(self, house: House, handle: Callable[[c.Command], Any]) -> None:
        self._house = house
        self._handle = handle

    def proposal(self, from_deployment: int, to_deployment: int, mapping: Mapping[str, str]) -> list[Pair]:
        """What becomes of every element, with guesses for those that vanish. Errors: NotFound, Invalid."""
        return pairs(self._plan(from_deployment, to_deployment, mapping))

    def full_mapping(self, from_deployment: int, to_deployment: int, mapping: Mapping[str, str]) -> dict[str, str]:
        """A person's mapping with all guesses added, as `MigrateCase` takes it. Errors: NotFound, Invalid."""
        return accepted(self._plan(from_deployment, to_deployment, mapping)).by_hand

    def verdicts(self, command: c.MigrateCase, *, limit: int = PAGE, after: str | None = None) -> VerdictPage:
        """Whether the running cases of `command.from_deployment` could move, some at a time; nothing is written.

        The case that the command names is of no account. `after` is the token of the page before. Errors: NotFound,
        Invalid.
        """
        source = _source(command)
        plan = self._plan(source, command.deployment_id, command.mapping)
        targets = self._definitions(command.deployment_id)
        cases, following = self._cases(source, command.tenant, limit, after)
        return VerdictPage(tuple(self._verdict(plan, targets, command, case) for case in cases), following)

    def migrate_some(
        self, command: c.MigrateCase, *, limit: int = PAGE, after: str | None = None
    ) -> tuple[list[Outcome], str | None]:
        """Move at most so many cases; with the token of the next ones (None: these were the last). Else as `migrate`."""
        source = _source(command)
        self._plan(source, command.deployment_id, command.mapping)
        cases, following = self._cases(source, command.tenant, limit, after)
        return [self._one(replace(command, case_id=case.id), case.id, case.business_key) for case in cases], following

    def _cases(self, deployment_id: int, tenant: int, limit: int, after: str | None) -> tuple[list[Case], str | None]:
        """Running cases of all processes of a deployment, one process after the other."""
        definitions = self._definitions(deployment_id)
        number, token = _place(after)
        items: list[Case] = []
        while number < len(definitions) and len(items) < limit:
            found = self._house.store.read().running_cases(
                tenant, definitions[number].id, limit=limit - len(items), after=token or None
            )
            items += found.items
            token = found.next or ""
            number += not token
        return items, f"{number}.{token}" if number < len(definitions) else None

    def migrate(self, command: c.MigrateCase) -> Iterator[Outcome]:
        """Move one case after the other; what cannot move stays where it is and is told. May be begun again any time.

        The case that the command names is of no account. Errors: NotFound, Invalid; those of the store end the batch
        between two cases.
        """
        source = _source(command)
        self._plan(source, command.deployment_id, command.mapping)  # a wrong mapping is told before anything moves
        after: str | None = None
        while True:
            cases, after = self._cases(source, command.tenant, PAGE, after)
            for case in cases:
                yield self._one(replace(command, case_id=case.id), case.id, case.business_key)
            if after is None:
                return

    def undo(self, command: c.UndoMigration, from_deployment: int, to_deployment: int) -> Iterator[Outcome]:
        """Put back every case that was moved from one deployment to the other, if nothing has happened to it since."""
        after: str | None = None
        while True:
            found, after = self.undo_some(command, from_deployment, to_deployment, after=after)
            yield from found
            if after is None:
                return

    def undo_some(
        self,
        command: c.UndoMigration,
        from_deployment: int,
        to_deployment: int,
        *,
        limit: int = PAGE,
        after: str | None = None,
    ) -> tuple[list[Outcome], str | None]:
        """Put back at most so many cases; with the token of the next ones (None: these were the last). Else as `undo`."""
        read = self._house.store.read()
        page = read.migrations(command.tenant, from_deployment, to_deployment, limit=limit, after=after)
        found = []
        for migration in page.items:
            case = read.case(command.tenant, migration.case_id)
            key = case.business_key if case is not None else ""
            found.append(self._one(replace(command, case_id=migration.case_id), migration.case_id, key))
        return found, page.next

    def _one(self, command: c.Command, case_id: str, business_key: str) -> Outcome:
        outcome = Outcome(case_id, business_key)
        try:
            self._handle(command)
        except NotMigratable as error:
            outcome = Outcome(case_id, business_key, error.code, error.obstacles)
        except (Conflict, NotFound, Corrupt) as error:
            outcome = Outcome(case_id, business_key, error.code, (_plain(error.code, error.detail),))
        failpoints.hit("migrate.mid_batch")
        return outcome

    def _plan(self, from_deployment: int, to_deployment: int, mapping: Mapping[str, str]) -> Plan:
        bundles = library(self._house, from_deployment).bundle, library(self._house, to_deployment).bundle
        return Plan(*bundles, mapping)

    def _definitions(self, deployment_id: int) -> list[Definition]:
        with self._house.store.unit_of_work() as work:
            return list(work.definitions_of(deployment_id))

    def _verdict(self, plan: Plan, targets: list[Definition], command: c.MigrateCase, case: Case) -> Verdict:
        """The same computation as the migration itself, on a snapshot of the case."""
        house = self._house
        verdict = Verdict(case.id, case.business_key, case.process_id, case.version)
        if case.status is CaseStatus.SUSPENDED:
            return replace(verdict, obstacles=(_SUSPENDED,))
        found = house.store.read().open_rows(case.tenant, case.id)
        rows = WaitingRows(found.tasks, found.timers, found.subscriptions, found.incidents)
        libraries = library(house, case.deployment_id), library(house, command.deployment_id)
        now, key = house.clock.now(), house.ids.key
        try:
            definition = target_of(plan, case, targets, command.tenant)
            moved = move(plan, case, libraries, definition, rows, now, key, _anew(rows), command.renew)
        except (Corrupt, NotFound) as error:
            return replace(verdict, obstacles=(_plain(error.code, error.detail),))
        return replace(verdict, obstacles=tuple(moved.obstacles), notes=tuple(moved.notes), at=moved.at)


def _source(command: c.MigrateCase) -> int:
    if command.from_deployment is None:
        raise Invalid("a batch needs the deployment that its cases are on")
    return command.from_deployment


def _place(after: str | None) -> tuple[int, str]:
    number, dot, token = (after or "0.").partition(".")
    if not dot or not number.isascii() or not number.isdigit() or len(number) > 6:
        raise Invalid("page token")
    return int(number), token


def _anew(rows: WaitingRows) -> Callable[[int, str], int]:
    known = {(timer.activation, timer.element_id): timer.cycle + 1 for timer in rows.timers}
    return lambda activation, key: known.get((activation, key), 0)


def _plain(code: str, detail: str) -> Remark:
    return Remark(code, "", detail, detail)


_SUSPENDED = Remark(
    "suspended",
    "",
    "Der Vorgang ist angehalten; bitte erst fortsetzen.",
    "The case is suspended; please resume it first.",
)
