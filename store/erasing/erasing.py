"""Decides and carries out erasures: proposed by one person, approved by another, never under a hold, once and for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from engine.desk import SecurityEvent
from engine.errors import Conflict, FourEyes, NotFound
from engine.handlers import chain
from engine.model import Actor, Case, CaseStatus

from ..sql_store import SqlStore
from ..unit_of_work import SqlUnitOfWork
from . import keys, sql
from .errors import Held, MustStay, StillOpen
from .journal import Line
from .records import Basis, Erasure, Hold, reference

T = TypeVar("T")

#: Whoever proposes in the name of nobody: the chore of retention.
SYSTEM = "system"


class Erasing:
    """On one store; `new_id` makes ids for holds and records. Instants are given, aware and in UTC.

    With a unit of work at hand (`work`) it is used, and whoever opened it commits.
    """

    def __init__(self, store: SqlStore, new_id: Callable[[], str]) -> None:
        self._store = store
        self._new_id = new_id

    def propose(
        self,
        tenant: int,
        case_id: str,
        by: Actor,
        *,
        basis: Basis,
        text: str,
        now: datetime,
        review: timedelta = timedelta(0),
        work: SqlUnitOfWork | None = None,
    ) -> Erasure:
        """Put a case on the list of those to be erased; the proposal that is there already, or the erasure that is done.

        `review` is how long somebody may object before it is done without anybody's approval, if retention is the basis.
        Errors: NotFound, StillOpen, Held, MustStay, Invalid.
        """
        text = reference(text)

        def act(unit: SqlUnitOfWork) -> Erasure:
            case = unit.lock_case(tenant, case_id)
            known = sql.one(unit.session, tenant, case_id)
            if known is not None:
                return known
            self._check(unit, case, basis, now)
            found = Erasure(tenant, case_id, basis, text, now, by.person, now + review)
            sql.put(unit.session, found)
            if by.person != SYSTEM:
                self._note(unit, "erasure-proposed", found, by, now)
            return found

        return self._do(act, work)

    def approve(
        self,
        tenant: int,
        case_id: str,
        by: Actor,
        *,
        now: datetime,
        alone: bool = False,
        work: SqlUnitOfWork | None = None,
    ) -> Erasure:
        """Erase a case that somebody else has proposed; one that is erased already stays so.

        `alone`: no second person is needed (a retention that nobody objected to, the list of a restored backup).
        Errors: NotFound, Conflict when nobody proposed it, FourEyes, StillOpen, Held, MustStay, OSError of the journal.
        """

        def act(unit: SqlUnitOfWork) -> Erasure:
            case = unit.lock_case(tenant, case_id)
            known = sql.one(unit.session, tenant, case_id)
            if known is None:
                raise Conflict("nobody has proposed to erase this case")
            if known.done_at is not None:
                return known
            if not alone and known.proposed_by == by.person:
                raise FourEyes("somebody else has to approve it")
            self._check(unit, case, known.basis, now)
            return self._erase(unit, case, known, by, now)

        found = self._do(act, work)
        if self._store.vault is not None:
            self._store.vault.forget(tenant, case_id)
        return found

    def again(self, line: Line, now: datetime) -> bool:
        """Erase once more what a restored backup has brought back; False when there is nothing to be done."""

        def act(unit: SqlUnitOfWork) -> bool:
            try:
                case = unit.lock_case(line.tenant, line.case_id)
            except NotFound:
                return False
            known = sql.one(unit.session, line.tenant, line.case_id)
            if known is not None and known.done_at is not None:
                return False
            if case.status.open:  # in the backup it may still have been: nothing of it goes on
                case = replace(case, status=CaseStatus.CANCELLED, updated_at=now, ended_at=now)
                unit.end_case(case)
            who = Actor(SYSTEM, SYSTEM)
            new = Erasure(line.tenant, line.case_id, Basis(line.basis), line.reference, line.at, SYSTEM, line.at)
            self._erase(unit, case, known or new, who, now, journal=False)
            return True

        return self._do(act)

    def withdraw(
        self, tenant: int, case_id: str, by: Actor, *, now: datetime, work: SqlUnitOfWork | None = None
    ) -> bool:
        """Take a proposal back; False when there was none that waited."""

        def act(unit: SqlUnitOfWork) -> bool:
            unit.lock_case(tenant, case_id)
            known = sql.one(unit.session, tenant, case_id)
            gone = sql.withdraw(unit.session, tenant, case_id)
            if known is not None and gone:
                self._note(unit, "erasure-withdrawn", known, by, now)
            return gone

        return self._do(act, work)

    def of(self, tenant: int, case_id: str) -> Erasure | None:
        """What was decided about a case."""
        return self._store.in_transaction(lambda session: sql.one(session, tenant, case_id))

    def waiting(self, tenant: int, *, before: datetime | None = None, limit: int = 100) -> Sequence[Erasure]:
        """The list for review; `before`: retentions whose time for objections was over then."""
        return self._store.in_transaction(lambda session: sql.waiting(session, tenant, before, limit))

    # -- holds

    def hold(
        self, tenant: int, case_id: str, by: Actor, *, reason: str, now: datetime, work: SqlUnitOfWork | None = None
    ) -> Hold:
        """Lay a legal hold on a case; a proposal to erase it is off the table. Error: NotFound, GoneErased."""

        def act(unit: SqlUnitOfWork) -> Hold:
            unit.lock_case(tenant, case_id)
            found = Hold(tenant, self._new_id(), case_id, reason, now, by.person)
            sql.put_hold(unit.session, unit.content.sealed(found))
            sql.withdraw(unit.session, tenant, case_id)
            self._event(unit, "hold-placed", tenant, case_id, by, now, {"hold": found.id})
            return found

        return self._do(act, work)

    def lift(
        self,
        tenant: int,
        case_id: str,
        hold_id: str,
        by: Actor,
        *,
        now: datetime,
        work: SqlUnitOfWork | None = None,
    ) -> Hold:
        """Take a hold off; somebody else's than who laid it. Errors: NotFound, FourEyes."""

        def act(unit: SqlUnitOfWork) -> Hold:
            unit.lock_case(tenant, case_id)
            found = next((one for one in sql.holds(unit.session, tenant, case_id) if one.id == hold_id), None)
            if found is None:
                raise NotFound(f"hold {hold_id[:80]}")
            if found.lifted_at is None:
                if found.placed_by == by.person:
                    raise FourEyes("somebody else has to lift it")
                found = replace(found, lifted_at=now, lifted_by=by.person)
                sql.put_hold(unit.session, found)
                self._event(unit, "hold-lifted", tenant, case_id, by, now, {"hold": found.id})
            return unit.content.opened(found)

        return self._do(act, work)

    def holds(self, tenant: int, case_id: str) -> Sequence[Hold]:
        """Every hold that ever lay on a case, oldest first."""
        return self._store.in_transaction(
            lambda session: keys.content(session, self._store.vault).all(sql.holds(session, tenant, case_id))
        )

    # -- inside

    def _do(self, act: Callable[[SqlUnitOfWork], T], work: SqlUnitOfWork | None = None) -> T:
        if work is not None:
            return act(work)
        with self._store.unit_of_work() as work:
            found = act(work)
            work.commit()
            return found

    def _check(self, work: SqlUnitOfWork, case: Case, basis: Basis, now: datetime) -> None:
        if case.status.open:
            raise StillOpen("the case is not over")
        if any(one.lifted_at is None for one in sql.holds(work.session, case.tenant, case.id)):
            raise Held("a legal hold lies on the case")
        kept = sql.kept(work.session, case.tenant, case.id)
        if basis is Basis.RETENTION and (kept is None or kept.due_at > now):
            until = "nobody has looked yet until when" if kept is None else f"until {kept.due_at:%Y-%m-%d}"
            raise MustStay(f"the case is to be kept, {until}")

    def _erase(
        self, work: SqlUnitOfWork, case: Case, decided: Erasure, by: Actor, now: datetime, *, journal: bool = True
    ) -> Erasure:
        detail = {"basis": decided.basis.value, "reference": decided.reference, "proposedBy": decided.proposed_by}
        grown = replace(case, version=case.version + 1, updated_at=now)
        grown, lines = chain.append(grown, by, chain.ERASED, detail, now)
        destroyed = sql.destroy(work.session, case, now)
        work.content.gone(case.tenant, case.id)
        sql.blank(work.session, grown, lines)
        done = replace(decided, approved_by=by.person, done_at=now, keys=destroyed)
        sql.put(work.session, done)
        self._note(work, "case-erased", done, by, now)
        vault = self._store.vault
        if journal and vault is not None and vault.journal is not None:
            # Before the commit: a backup must never bring back what the list does not name.
            number = case.business_key if sql.ours(case.business_key) else ""
            line = Line(case.tenant, case.id, number, now, decided.basis.value, decided.reference)
            vault.journal.append(line)
        return done

    def _note(self, work: SqlUnitOfWork, kind: str, decided: Erasure, by: Actor, now: datetime) -> None:
        told = {"basis": decided.basis.value, "reference": decided.reference, "proposedBy": decided.proposed_by}
        self._event(work, kind, decided.tenant, decided.case_id, by, now, told)

    def _event(
        self, work: SqlUnitOfWork, kind: str, tenant: int, case_id: str, by: Actor, now: datetime, told: dict[str, str]
    ) -> None:
        detail = {"caseId": case_id, "account": by.account} | told
        work.put(SecurityEvent(self._new_id(), tenant, now, kind, person=by.person, detail=detail))
