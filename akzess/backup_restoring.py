"""Restores a backup, and lets nothing of a past that was restored happen a second time by itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from connectors.base import DeliveryClass
from connectors.registry import discover
from engine.commands import FailJob, SuspendCase
from engine.desk import SecurityEvent
from engine.model import SYSTEM
from store import SqlStore, UnsafeDatabase, backups, migrations
from store.backups import Contents, Unusable, contents
from store.erasing.erasing import Erasing
from store.erasing.journal import Journal
from store.evidence import Keyring, WrongKey
from store.session import Session
from workers.delivery import UNKNOWN

from .backups import Backup, unharmed
from .house import TENANT, AnyClock, House
from .ids import RandomIds

#: Numbers of every series that are left out: so many cases may have begun in the time that was lost.
SKIPPED = 1_000
#: How the reason of incidents and suspensions begins.
REMARK = "restored to "


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: `unknown` jobs became incidents, `standing` cases were suspended, `erased` cases erased again.

    The database knows what happened until `taken_at`; what happened up to `lost_until` it does not know.
    """

    taken_at: datetime
    lost_until: datetime
    unknown: int
    standing: int
    erased: int


def safe_types() -> list[str]:
    """Types of jobs whose agency honours our key (class A) or can be asked (class B); every other counts as class C."""
    return sorted(
        f"{name}.{action}"
        for name, agency in discover().items()
        for action, operation in agency.connector.operations.items()
        if operation.delivery is not DeliveryClass.C
    )


def check(backup: Backup, url: str, keys: Keyring | None) -> None:
    """Whether the backup can become this database, before anything is made. Errors: Unusable, OSError."""
    unharmed(backup)
    backups.readable(backup.file, "sqlite" if url.startswith("sqlite") else "postgresql")
    if backup.schema > migrations.HEAD:
        raise Unusable(
            f"the backup has schema {backup.schema}, this version knows {migrations.HEAD}: use a newer version"
        )
    for master in backup.contents.masters:
        try:
            if keys is None:
                raise WrongKey
            keys[master]
        except WrongKey:
            raise Unusable(
                f"the key file lacks master key {master}: what it sealed could never be read. Put the key file of the"
                " lost installation where the setting `keys` says (without it: evidence.keys beside SQLite, or in var/)"
            ) from None


def load(backup: Backup, store: SqlStore, url: str, keys: Keyring, lost_until: datetime) -> None:
    """Fill the empty database with the backup and prove that it is what was backed up; no process starts on it yet.

    Errors: Unusable (nothing was changed, except where it says so), the store's own.
    """
    check(backup, url, keys)
    pending = json.dumps({"takenAt": backup.taken_at.isoformat(), "lostUntil": lost_until.isoformat()})
    backups.load(backup.file, url, store.engine, [(backups.PENDING, pending)])
    with store.engine.connect() as connection:
        found = contents(connection, verify=backup.contents.verified)
    differing = _differing(backup.contents, found)
    if differing:
        raise Unusable(f"what was loaded is not what was backed up ({differing}): no process will start on it")
    migrations.upgrade(store.engine)


def _differing(wanted: Contents, found: Contents) -> str:
    if found.broken:
        return "; ".join(found.broken[:5])
    if wanted.heads != found.heads:
        return "histories have other heads"
    # The marks of the restore are the only rows that may have come.
    differ = [name for name in wanted.rows if wanted.rows[name] != found.rows.get(name) and name != "platform_value"]
    return ", ".join(f"rows of {name}" for name in differ)


def unsettled(store: SqlStore) -> tuple[datetime, datetime] | None:
    """(taken at, lost until) of a restore whose aftermath is not done; None when there is none."""
    text = _read(store, backups.PENDING)
    if text is None:
        return None
    told = json.loads(text)
    return datetime.fromisoformat(told["takenAt"]), datetime.fromisoformat(told["lostUntil"])


def expect(store: SqlStore, taken_at: datetime, lost_until: datetime) -> None:
    """Say that a database was brought back to an earlier instant by other means: no process starts before `settle`."""
    pending = json.dumps({"takenAt": taken_at.isoformat(), "lostUntil": lost_until.isoformat()})
    store.in_transaction(lambda session: backups.note(session, backups.PENDING, pending))


def settle(
    store: SqlStore,
    clock: AnyClock,
    *,
    journal: Journal | None = None,
    safe: Sequence[str] | None = None,
    skip: int = SKIPPED,
    hold_all: bool = False,
) -> Restored:
    """Make the restored database safe to start on; may die at any point and be called again (and then tells of the rest).

    `store` has its vault. `hold_all` suspends every open case, not only those in which something goes on by itself.

    Errors: UnsafeDatabase when nothing was restored, the store's and the engine's own.
    """
    expected = unsettled(store)
    if expected is None:
        raise UnsafeDatabase("nothing was restored here, or its aftermath is done")
    taken_at, lost_until = expected
    now, lost = clock.now(), lost_until > taken_at
    house = House(store, clock, RandomIds(), [])
    store.in_transaction(lambda session: _prepare(session, now, skip))
    erased = _erase_again(store, journal, now)
    remark = f"{REMARK}{taken_at:%Y-%m-%d %H:%M:%S}Z: may have been sent until {lost_until:%Y-%m-%d %H:%M:%S}Z"
    sorts = safe_types() if safe is None else safe
    unknown = store.in_transaction(lambda session: backups.taken_back(session, lost, sorts, remark, now))
    for one in unknown:
        job = one.job
        house.engine.handle(
            FailJob(tenant=job.tenant, job_id=job.id, fence=one.fence, reason=remark, code=UNKNOWN, retry_at=None)
        )
    # Without lost time every follow-up of a job was born here: its key is known, nothing has to stand.
    moving = (
        store.in_transaction(lambda session: backups.moving(session, lost_until, hold_all)) if lost or hold_all else []
    )
    for case in moving:
        house.engine.handle(SuspendCase(tenant=case.tenant, case_id=case.case_id, reason=remark, actor=SYSTEM))
    done = Restored(taken_at, lost_until, len(unknown), len(moving), erased)
    told = json.dumps({**asdict(done), "settledAt": now}, default=datetime.isoformat)
    event = {"takenAt": taken_at.isoformat(), "lostUntil": lost_until.isoformat(), "unknown": done.unknown}
    store.put(
        SecurityEvent(RandomIds().key(), TENANT, now, "database-restored", detail={**event, "held": done.standing})
    )
    store.in_transaction(lambda session: backups.settled(session, told))
    return done


def _prepare(session: Session, now: datetime, skip: int) -> None:
    told = json.loads(backups.noted(session, backups.PENDING) or "{}")
    backups.prepared(session, now, skip, already=bool(told.get("prepared")))
    backups.note(session, backups.PENDING, json.dumps({**told, "prepared": True}))


def _erase_again(store: SqlStore, journal: Journal | None, now: datetime) -> int:
    if journal is None:
        return 0
    erasing = Erasing(store, RandomIds().key)
    return sum(erasing.again(line, now) for line in journal.lines())


def _read(store: SqlStore, name: str) -> str | None:
    if migrations.window(store.engine)[1] is None:
        return None
    return store.in_transaction(lambda session: backups.noted(session, name))
