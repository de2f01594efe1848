"""Seals what has changed since the last seal; any number of processes may try, one of them does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine import failpoints
from engine.errors import Invalid

from ..errors import StoreError
from ..lists import feed
from ..session import Session
from ..sql_store import SqlStore
from . import rows
from .archive import Archive
from .seal import NOTHING, RESTORED, Checkpoint, Leaf, merkle_root, sign

#: Changes that are read at a time, seals that are copied at a time.
_PAGE, _COPIES = 5_000, 100
#: A change is looked for so long before the last seal when the feed has been emptied: longer than any transaction lasts.
_MARGIN = timedelta(hours=1)


class Behind(StoreError):
    """The archive has seals that the database has not: it was restored from a backup, or somebody removed them."""


class Sealer:
    """Seals the histories of a tenant's cases.

    `every` is the least pause between two seals, `quiet` the one after which there is a seal although nothing has changed: it
    says that nothing has, and tells a quiet night from a sealer that stands still (the alarm `seals-late`, store.alarms).
    """

    def __init__(
        self,
        store: SqlStore,
        key: Ed25519PrivateKey,
        archive: Archive,
        tenant: int,
        *,
        every: timedelta = timedelta(seconds=30),
        quiet: timedelta = timedelta(minutes=2),
    ) -> None:
        self._store, self._key, self._archive, self._tenant = store, key, archive, tenant
        self._every, self._quiet = every, quiet

    def seal(self, now: datetime) -> Checkpoint | None:
        """One seal, if it is time and nobody else has made it; then the archive gets what it lacks.

        The database first: what is in it comes into the archive at the next try, but a seal in the archive that the
        database never had would look like one that was taken away. Errors: Behind, Spoiled, OSError, the store's own.
        """
        archived = self._archive.newest()
        made = self._store.in_transaction(lambda session: self._sealed(session, now, archived))
        self._copy(archived)
        return made

    def after_restore(self, now: datetime, reason: str) -> Checkpoint:
        """Go on after a restored backup: the first seal says from which number on the database had lost them."""
        archived = self._archive.newest()
        last = self._archive.read(archived) if archived else None
        made = self._store.in_transaction(lambda session: self._joined(session, now, last, reason))
        self._copy(archived)
        return made

    def _sealed(self, session: Session, now: datetime, archived: int) -> Checkpoint | None:
        if not rows.alone(session):
            return None
        last = rows.newest(session, self._tenant)
        if archived > (last.number if last else 0):
            raise Behind(
                f"the archive has {archived} seals, the database {last.number if last else 0}; after a restore say so:"
                " akzess seal --after-restore REASON (docs/backup.md)"
            )
        if last is not None and now - last.at < self._every:
            return None
        cursor, leaves = self._changed(session, last)
        if not leaves and last is not None and now - last.at < self._quiet:
            return None
        return self._written(session, now, last, cursor, leaves, "")

    def _joined(self, session: Session, now: datetime, last: Checkpoint | None, reason: str) -> Checkpoint:
        known = rows.newest(session, self._tenant)
        if last is None or (known is not None and known.number >= last.number):
            raise Behind("the archive has no seal that the database lacks: there is nothing to join")
        cursor, leaves = self._changed(session, None)
        note = f"{RESTORED}{known.number if known else 0}:{reason}"
        return self._written(session, now, last, cursor, leaves, note)

    def _written(
        self, session: Session, now: datetime, last: Checkpoint | None, cursor: str, leaves: tuple[Leaf, ...], note: str
    ) -> Checkpoint:
        made = Checkpoint(
            tenant=self._tenant,
            number=last.number + 1 if last else 1,
            at=now,
            previous=last.digest if last else NOTHING,
            root=merkle_root(leaf.packed for leaf in leaves),
            cursor=cursor,
            note=note,
            leaves=leaves,
        )
        made = sign(made, self._key)
        rows.add(session, made)
        failpoints.hit("seal.before_commit")
        return made

    def _changed(self, session: Session, last: Checkpoint | None) -> tuple[str, tuple[Leaf, ...]]:
        """Where the feed is now, and the heads of the cases that changed before."""
        found: set[str] = set()
        cursor = last.cursor if last else None
        while True:
            try:
                news = feed.changes(session, self._tenant, cursor, _PAGE)
            except Invalid:  # a cursor that somebody has made up
                news = feed.changes(session, self._tenant, None, _PAGE)
                cursor = None
            gone = not found and cursor is not None and not rows.feed_reaches(session, self._tenant, cursor)
            if cursor is None or news.reset or gone:
                # The first seal, or the feed was emptied: look at every case's head, though never at a history.
                since = None if last is None else last.at - _MARGIN
                every = rows.heads_since(session, self._tenant, since if cursor is not None else None)
                return news.cursor, _in_order(every)
            found.update(change.case_id for change in news.items)
            cursor = news.cursor
            if len(news.items) < _PAGE:
                return cursor, _in_order(rows.heads(session, self._tenant, sorted(found)))

    def _copy(self, archived: int) -> None:
        while some := self._store._read(partial(rows.after, tenant=self._tenant, number=archived, limit=_COPIES)):
            for one in some:
                self._archive.append(one)
            archived = some[-1].number


def _in_order(leaves: Iterator[Leaf]) -> tuple[Leaf, ...]:
    return tuple(sorted(leaves, key=lambda leaf: leaf.case_id))
