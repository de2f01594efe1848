"""The office of the kernel tests with verbs to move cases to another version, and a picture of everything that waits."""

from __future__ import annotations

from typing import Any

from engine import commands as c
from engine.errors import NotMigratable
from engine.handlers.migrating_many import Migrations
from engine.migrations import Verdict
from engine.model import Actor
from tests.kernel.office import Office

DESIGNER = Actor("dana", "dana", frozenset({"process-designer"}))


class MovingOffice(Office):
    """`deploys` gives the number of the deployment, `moves` moves the case that was started last."""

    before: Any = None  # a picture, for stories that compare

    def deploys(self, *files: bytes) -> int:
        return int(self.deploy(*files).deployment_id)

    @property
    def migrations(self) -> Migrations:
        found: Migrations = self.engine.migrations
        return found

    def moves(self, to: int, renew: tuple[str, ...] = (), **mapping: str) -> Any:
        return self.engine.handle(
            c.MigrateCase(actor=DESIGNER, case_id=self.case_id, deployment_id=to, mapping=mapping, renew=renew)
        )

    def undoes(self) -> Any:
        return self.engine.handle(c.UndoMigration(actor=DESIGNER, case_id=self.case_id))

    def refuses_to_move(self, to: int, **mapping: str) -> list[str]:
        """The codes of what stands in the way, told by the command and by the verdict alike."""
        before, where = self.picture(), self.case().deployment_id
        try:
            self.moves(to, **mapping)
        except NotMigratable as error:
            told = [one.code for one in error.obstacles]
        else:
            raise AssertionError("the case has moved")
        assert self.picture() == before
        (verdict,) = self.verdicts(where, to, **mapping)
        assert [one.code for one in verdict.obstacles] == told
        return told

    def verdicts(self, from_: int, to: int, renew: tuple[str, ...] = (), **mapping: str) -> tuple[Verdict, ...]:
        command = c.MigrateCase(case_id="", deployment_id=to, from_deployment=from_, mapping=mapping, renew=renew)
        return self.migrations.verdicts(command).items

    def notes(self, to: int, **mapping: str) -> set[tuple[str, str]]:
        (verdict,) = self.verdicts(self.case().deployment_id, to, **mapping)
        return {(note.code, note.element_id) for note in verdict.notes}

    def picture(self) -> Any:
        """Everything that a case is and waits for, without its version and history."""
        case, rows = self.case(), self.store.read().open_rows(1, self.case_id)
        return (
            (case.definition_id, case.deployment_id, case.process_id, case.status, case.state, case.checksum),
            [(t.activation, t.element_id, t.name, t.form_id, t.assignee, t.groups, t.due_at) for t in rows.tasks],
            [(j.activation, j.element_id, j.key, j.state, j.payload) for j in rows.jobs],
            rows.timers,
            rows.subscriptions,
            rows.incidents,
        )

    def timers(self) -> dict[str, str]:
        """Pending timers: element → instant."""
        return {t.element_id: t.fire_at.isoformat() for t in self.store.read().open_rows(1, self.case_id).timers}

    def waits(self) -> list[tuple[str, str, str]]:
        """Subscriptions: element, name, key."""
        return [(s.element_id, s.name, s.key) for s in self.store.read().open_rows(1, self.case_id).subscriptions]

    def last(self) -> Any:
        """The last command in the case's history."""
        lines = self.store.read().history(1, self.case_id)
        return [line for line in lines if line.event != "element"][-1]
