"""No question about appointments reads a table from end to end, however many bookings there are; on both databases."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from authority.appointments import Block, Booking, Feed, Notice, NoticeKind, Outcome, Slot, Standing, State, Wish
from authority.appointments import slots as times
from service.appointments import tending
from service.appointments.desk import Ask, Desk
from service.appointments.secrets import Contact, hashed
from store import SqlStore, statements
from store.appointments import keeping, sql, wishes
from store.appointments.asked import Freed
from store.desk.kinds import KINDS

#: Bookings in the book; on each of them hang three pieces of time, a notice and a result.
MANY = 3_000
NOW = datetime(2026, 10, 21, 7, 0, tzinfo=UTC)


class Asked:
    """A session that also asks the database how it is going to answer, and keeps what reads a whole table."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self.values, self.postgres = session.values, session.postgres
        self.whole: list[str] = []
        self.asked = 0

    def _look(self, text: str, parameters: Sequence[Any]) -> None:
        if text.startswith("INSERT"):
            return
        self.asked += 1
        how = "EXPLAIN " if self.postgres else "EXPLAIN QUERY PLAN "
        lines = [str(row[-1]) for row in self._session.all(how + text, parameters)]
        # There are no cases here, and an empty table is read as it lies.
        whole = [line for line in lines if "Seq Scan" in line or line.startswith("SCAN ")]
        self.whole += [f"{line}: {text}" for line in whole if "case_instance" not in line]

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._session, name)
        if name not in ("run", "count", "one", "all", "look"):
            return found

        def asks(text: str, parameters: Sequence[Any] = ()) -> Any:
            self._look(text, parameters)
            return found(text, parameters)

        return asks


def crowded(store: SqlStore) -> None:
    """Four sites, two months of bookings, a waiting list, results of a year."""
    start = datetime(2026, 9, 21, 6, 0, tzinfo=UTC)

    found: dict[type[Any], list[Any]] = defaultdict(list)
    cells: list[tuple[Any, ...]] = []
    for number in range(MANY):
        site, name = ("DD", "L", "C", "FG")[number % 4], f"b{number:06d}"
        at = start + timedelta(minutes=15 * (number // 4))
        token, day = number.to_bytes(32, "big"), at.date().isoformat()
        booking = Booking(
            1, name, site, "A1", "BIO", 1, "", at, at + timedelta(minutes=15), State.BOOKED, 1,
            at if number % 50 == 0 else None, token, f"BA{number % 100:02d}", f"c{number}", f"AKZ-{number}",
            "EMAIL", b"", "de", True, False, start, "x", start, None,
        )  # fmt: skip
        those = [
            booking,
            Notice(1, name, NoticeKind.REMINDER_DAYS, 1, at + timedelta(days=60), 0, name, ""),
            Outcome(1, name, site, (at - timedelta(days=number % 300)).date().isoformat(), "BIO", "DONE", 1, 1, 1, 1),
            Standing(1, f"mail:{name}", 1, at),
            Wish(1, name, site, "BIO", 1, "", day, day, b"", "de", token, f"c{number}", "", name, "", start),
            Block(1, name, site, "A1", at, at + timedelta(hours=1), "x", "x", start),
            Feed(1, name, token, site, "", f"p{number}", start),
        ]
        for one in those:
            found[type(one)].append(one)
        cells += [(1, site, "A1", one, name, None) for one in times.cells(booking.starts_at, booking.ends_at)]

    def write(session: Any) -> None:
        for kind, records in found.items():
            known = KINDS[kind]
            table = [known.encoded(one, session.values) for one in records]
            _insert(session, known.table, known.columns, table)
        _insert(session, "appointment_cell", ("tenant", "site", "counter", "cell", "holder", "held_until"), cells)

    store.in_transaction(write)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _insert(session: Any, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    for chunk in range(0, len(rows), 200):
        some = rows[chunk : chunk + 200]
        text = statements.insert(table, tuple(columns), len(some))
        session.run(text, [part for row in some for part in row])


def everything(desk: Desk, session: Any) -> None:
    """What applicants, the desk, the board and the loops ask in a day."""
    plan, token = desk.plan, secrets.token_urlsafe(32)
    first, last = desk.window(office=False)
    bio = plan.kind("BIO")
    times_of = list(desk.free("DD", bio, first, last))
    ask = Ask("DD", "BIO", times_of[0].starts_at)
    booked = desk.hold(ask, bio, token, contact=Contact("a@example.org"), by="x", case_id="new", number="AKZ-new")
    desk.reach(booked, token, "a@example.org", "de")
    booked = desk.confirm(desk.mine(token), token, "")
    desk.by_phone_only(desk.subject(booked))
    booked = desk.move(booked, times_of[-1].starts_at, office=False)
    desk.counters.day("DD", first)
    desk.counters.days("DD", first, last)
    desk.counters.call_next("DD", "A1", NOW)
    wish = desk.wish(
        "DD", "BIO", token, "a@example.org", "de", first, last,
        persons=1, language="", case_id="new", number="AKZ-new", booking_id=booked.id,
    )  # fmt: skip
    desk.waiting.join(wish)
    wishes.waiting(session, 1, "DD")
    wishes.of_case(session, 1, "DD", "new", ("BIO", "FAMILY"))
    desk.waiting.offer(Freed("DD", "BIO", Slot("A3", times_of[0].starts_at, times_of[0].ends_at)), NOW)
    desk.leave(token)
    desk.cancel(desk.mine(token), office=True)
    sql.of_case(session, 1, "c5")
    sql.feed_by_token(session, 1, hashed("x"))
    sql.feeds(session, 1, "p1")
    sql.any_due(session, 1, NOW)
    sql.due(session, 1, NOW, 50)
    sql.due(session, 1, NOW, 10, NoticeKind.MESSAGE)
    tending.tidy(desk)
    keeping.without_case(session, 1, "DD", NOW + timedelta(days=20))
    keeping.outcomes(session, 1, ["DD"], "2026-09-01", "2026-09-08")
    keeping.forget(session, 1, "DD", NOW - timedelta(days=29))
    keeping.forget_people(session, 1, NOW - timedelta(days=29), date(2026, 9, 22).isoformat())


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_no_question_reads_a_whole_table(request: pytest.FixtureRequest, kind: str) -> None:
    store: SqlStore = request.getfixturevalue(f"{kind}_store")
    crowded(store)
    desk = Desk(store, lambda: NOW, 1)

    def ask(session: Any) -> tuple[list[str], bool]:
        asked = Asked(session)
        here = desk.inside(asked)
        everything(here, asked)
        return asked.whole, asked.asked > 30

    assert store.in_transaction(ask) == ([], True)
