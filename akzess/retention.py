"""Until when a case is kept, by the procedure's rules as data, and the round that erases what is past its time."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import structlog
import yaml

import processes
from akzess.scenario_file import BERLIN
from engine import feel
from engine.errors import EngineError
from engine.handlers import Engine
from engine.model import SYSTEM, Case
from store import SqlStore
from store.erasing import sql
from store.erasing.erasing import Erasing
from store.erasing.records import Basis, Erasure, Kept

log = structlog.get_logger(__name__)

#: Cases that one round classifies, proposes and erases at most: each is a transaction of its own.
BATCH = 100
_PERIOD = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,4})D)?")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class RetentionError(ValueError):
    """The rules cannot be read; the text says where."""


@dataclass(frozen=True, slots=True)
class RecordClass:
    """One class of cases: `when` it applies, `begin` (None: the end of the case) and how long it is kept."""

    id: str
    when: feel.Expression
    begin: feel.Expression | None
    period: tuple[int, int, int]
    norm: str
    source: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The classes in order; `version` names them with a digest, so that every change is a new version."""

    version: str
    review: timedelta
    classes: tuple[RecordClass, ...]

    def classify(self, case: Case, variables: Mapping[str, Any] | None) -> Kept:
        """Until when an ended case is kept; without its variables: as the last class says.

        RetentionError when no class fits, or the case has not ended.
        """
        if case.ended_at is None:
            raise RetentionError(f"case {case.id} has not ended")
        known = dict(variables or {}) | {"case": {"process": case.process_id}}
        for one in self.classes if variables is not None else self.classes[-1:]:
            if _value(one.when, known, case.ended_at) is not True:
                continue
            begin = _value(one.begin, known, case.ended_at) if one.begin is not None else None
            day = begin if isinstance(begin, date) else case.ended_at.astimezone(BERLIN).date()
            due = datetime.combine(later(day, one.period) + timedelta(days=1), time(), tzinfo=BERLIN).astimezone(UTC)
            return Kept(case.tenant, case.id, one.id, self.version, case.ended_at, due)
        raise RetentionError(f"no class of {self.version} fits case {case.id}")


def _value(expression: feel.Expression, known: Mapping[str, Any], now: datetime) -> Any:
    try:
        return expression.evaluate(known, now=now).value
    except Exception:  # noqa: BLE001  # whatever somebody typed: then the class does not fit, and a later one does
        return None


def later(day: date, period: tuple[int, int, int]) -> date:
    """The last day of a period of calendar years, months and days (§ 188 Abs. 2, 3 BGB)."""
    years, months, days = period
    count = day.month - 1 + months
    year, month = day.year + years + count // 12, count % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last)) + timedelta(days=days)


def read(file: Path = processes.AKZESS / "retention.yaml") -> Rules:
    """The rules of a file. Errors: RetentionError, OSError."""
    text = file.read_text(encoding="utf-8")
    content = yaml.safe_load(text)
    try:
        classes = tuple(_class(one) for one in content["classes"])
        review = _period(content["review"]["period"])
        version = f"{content['version']}:{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    except (KeyError, TypeError) as error:
        raise RetentionError(f"{file.name}: {error} is missing") from error
    return Rules(version, timedelta(days=review[0] * 365 + review[1] * 30 + review[2]), classes)


@cache
def rules() -> Rules:
    """The procedure's rules."""
    return read()


def _class(content: Mapping[str, Any]) -> RecordClass:
    def compiled(text: str) -> feel.Expression:
        try:
            return feel.compile(text.removeprefix("="))
        except feel.FeelSyntaxError as error:
            raise RetentionError(f"{content['id']}: {error.message}") from error

    begin = content.get("from")
    return RecordClass(
        id=str(content["id"]),
        when=compiled(str(content["when"])),
        begin=compiled(str(begin)) if begin else None,
        period=_period(content["period"]),
        norm=str(content["norm"]),
        source=str(content["source"]),
    )


def _period(text: Any) -> tuple[int, int, int]:
    found = _PERIOD.fullmatch(str(text))
    if found is None or not any(found.groups()):
        raise RetentionError(f"{text!r} is no period of years, months and days")
    years, months, days = (int(part or 0) for part in found.groups())
    return years, months, days


class Retention:
    """Classifies, proposes, erases; any number of processes may do this at once, and each may die at any point."""

    def __init__(
        self, store: SqlStore, engine: Engine, new_id: Callable[[], str], *, using: Rules | None = None, tenant: int = 1
    ) -> None:
        self._store = store
        self._engine = engine
        self._erasing = Erasing(store, new_id)
        self._rules = using or rules()
        self._tenant = tenant

    def round(self, now: datetime, limit: int = BATCH) -> Mapping[str, int]:
        """One round of the chore: how many cases were classified, proposed and erased."""
        return {
            "classified": self.classify(limit),
            "proposed": len(self.propose(now, limit)),
            "erased": self.carry_out(now, limit),
        }

    def classify(self, limit: int = BATCH) -> int:
        """Say until when ended cases are kept that nobody has looked at, or that were classified by other rules."""
        tenant, version = self._tenant, self._rules.version
        ids = self._store.in_transaction(lambda session: sql.unclassified(session, tenant, version, _LONG_AGO, limit))
        found = [kept for case_id in ids if (kept := self._kept(case_id)) is not None]
        self._store.in_transaction(lambda session: sql.put_kept(session, found))
        return len(found)

    def classify_one(self, case: Case) -> Kept:
        """The same of one case, now. RetentionError when it has not ended."""
        found = self._rules.classify(case, self._variables(case.id))
        self._store.in_transaction(lambda session: sql.put_kept(session, [found]))
        return found

    def due(self, now: datetime, limit: int = BATCH) -> Sequence[Kept]:
        """Cases whose time is over, that nobody holds and nobody has proposed yet."""
        return self._store.in_transaction(lambda session: sql.due(session, self._tenant, now, limit))

    def propose(self, now: datetime, limit: int = BATCH) -> Sequence[Erasure]:
        """Put what is due on the list for review."""
        return [
            self._erasing.propose(
                self._tenant,
                kept.case_id,
                SYSTEM,
                basis=Basis.RETENTION,
                text=f"{kept.record_class} {kept.rules}",
                now=now,
                review=self._rules.review,
            )
            for kept in self.due(now, limit)
        ]

    def carry_out(self, now: datetime, limit: int = BATCH) -> int:
        """Erase what nobody has objected to."""
        done = 0
        for waiting in self._erasing.waiting(self._tenant, before=now, limit=limit):
            try:
                self._erasing.approve(self._tenant, waiting.case_id, SYSTEM, now=now, alone=True)
                done += 1
            except EngineError as error:  # a hold came, or a new version of the rules keeps it longer: withdrawn
                self._erasing.withdraw(self._tenant, waiting.case_id, SYSTEM, now=now)
                log.info("retention.kept", case=waiting.case_id, code=error.code)
        return done

    def _kept(self, case_id: str) -> Kept | None:
        case = self._store.read().case(self._tenant, case_id)
        if case is None:
            return None
        try:
            return self._rules.classify(case, self._variables(case_id))
        except RetentionError:
            return None

    def _variables(self, case_id: str) -> Mapping[str, Any] | None:
        try:
            return self._engine.variables(case_id, self._tenant)
        except EngineError as error:
            log.warning("retention.unreadable", case=case_id, code=error.code)
            return None
