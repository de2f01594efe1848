"""The records of the desk come back as they were written, on every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from engine.desk import (
    AccessCode,
    CaseAccess,
    Comment,
    Deputyship,
    Person,
    SavedView,
    SealOpening,
    SecurityEvent,
    WebSession,
)
from engine.errors import Invalid
from engine.model import Changes
from store import AlreadyThere, Misused, SqlStore
from store.lists.tables import change_feed

from .records import MINUTE, NOON, deployed, in_one_unit, later, started, task

DAY = timedelta(days=1)


def comment(number: int = 1, **other: Any) -> Comment:
    fields: dict[str, Any] = {"author": "anna", "text": "Rückruf", "created_at": NOON + number * MINUTE}
    return Comment(f"k{number}", 1, **({"case_id": "c1"} | fields | other))


def person(who: str = "anna", **other: Any) -> Person:
    fields: dict[str, Any] = {"account": who, "name": f"Beispiel, {who.title()}", "changed_at": NOON}
    return Person(1, who, **(fields | other))


def login(number: int = 1, **other: Any) -> WebSession:
    fields: dict[str, Any] = {"person": "anna", "account": "anna", "csrf": "x", "created_at": NOON, "seen_at": NOON}
    return WebSession(bytes([number]) * 32, 1, **(fields | {"expires_at": NOON + DAY} | other))


def deputy(number: int = 1, **other: Any) -> Deputyship:
    fields: dict[str, Any] = {"person": "anna", "deputy": "berta", "since": NOON, "until": NOON + DAY, "reason": "Kur"}
    return Deputyship(f"d{number}", 1, **(fields | {"created_by": "anna", "created_at": NOON} | other))


EVERY: list[tuple[Any, tuple[Any, ...]]] = [
    (comment(element_id="UT-FEE", on_behalf_of="berta", changed_at=NOON), (1, "k1")),
    (SavedView("v1", 1, "anna", "Eilige", "scope=team", NOON, ("due", "name"), 3, "akz", "DD"), (1, "v1")),
    (deputy(groups=("akz",), sites=(), ended_at=NOON, ended_by="anna"), (1, "d1")),
    (deputy(), (1, "d1")),
    (person(groups=("akz",), sites=("DD",), preferences={"theme": "dark", "list": [1]}, active=False), (1, "anna")),
    (login(provider_session="sid", detail={"provider": "oidc"}), (b"\x01" * 32,)),
    (AccessCode(1, "c1", b"h" * 32, b"s" * 16, NOON, "system", NOON + DAY), (1, "c1", b"h" * 32)),
    (CaseAccess(1, "c1", "anna", NOON, "case", NOON, "berta"), (1, "c1", "anna", NOON, "case")),
    (SealOpening("s1", 1, "c1", "SECURITY", "anna", "abc", "Anfrage", NOON, NOON + MINUTE), (1, "s1")),
    (SecurityEvent("e1", 1, NOON, "login-refused", "anna", "192.0.2.1", {"tries": 5}), (1, "e1")),
]


#: What has happened, which nobody replaces.
BOOKS = (CaseAccess, SealOpening, SecurityEvent)


@pytest.mark.parametrize(
    "record", [record for record, _ in EVERY if isinstance(record, BOOKS)], ids=lambda one: type(one).__name__
)
def test_what_has_happened_is_not_written_over(store: Any, record: Any) -> None:
    store.put(record)
    with pytest.raises(AlreadyThere):
        store.put(record)


@pytest.mark.parametrize(("record", "key"), EVERY, ids=lambda one: type(one).__name__)
def test_a_record_comes_back_as_it_was_written_and_goes_when_it_is_dropped(store: Any, record: Any, key: Any) -> None:
    kind = type(record)
    store.put(record)
    if kind not in BOOKS:
        store.put(record)
    assert store.get(kind, *key) == record
    assert store.drop(kind, *key)
    assert store.get(kind, *key) is None
    assert not store.drop(kind, *key)


def test_what_is_put_in_a_unit_of_work_that_fails_is_not_there(store: Any) -> None:
    with store.unit_of_work() as unit:
        unit.put(comment())
        assert unit.get(Comment, 1, "k1") == comment()
    assert store.get(Comment, 1, "k1") is None


def test_comments_come_newest_first_in_pages(store: Any) -> None:
    for number in range(5):
        store.put(comment(number))
    store.put(comment(9, case_id="c2"))
    first = store.read().comments(1, "c1", limit=3)
    rest = store.read().comments(1, "c1", limit=3, after=first.next)
    assert [one.id for one in (*first.items, *rest.items)] == ["k4", "k3", "k2", "k1", "k0"]
    with pytest.raises(Invalid):
        store.read().comments(1, "c1", after="forged")


def test_a_view_is_seen_by_its_owner_and_by_whom_it_is_shared_with(store: Any) -> None:
    store.put(SavedView("v1", 1, "anna", "Meine", "", NOON))
    store.put(SavedView("v2", 1, "anna", "Team", "", NOON, shared_group="akz", shared_site="DD"))
    store.put(SavedView("v3", 1, "berta", "Haus", "", NOON, shared_site="DD", position=-1))
    read = store.read()
    assert [view.id for view in read.views(1, "anna", ["akz"], ["DD"])] == ["v3", "v1", "v2"]
    assert [view.id for view in read.views(1, "carla", ["akz"], ["DD"])] == ["v3", "v2"]
    assert [view.id for view in read.views(1, "carla", ["akz"], ["C"])] == []


def test_deputyships_are_found_by_both_sides_and_by_time(store: Any) -> None:
    store.put(deputy(1))
    store.put(deputy(2, since=NOON + DAY, until=NOON + 2 * DAY))
    store.put(deputy(3, ended_at=NOON))
    store.put(deputy(4, since=NOON - 9 * DAY, until=NOON - 8 * DAY))
    read = store.read()
    assert {one.id for one in read.deputyships(1, deputy="berta")} == {"d1", "d2", "d3", "d4"}
    assert [one.id for one in read.deputyships(1, person="anna", at=NOON)] == ["d1"]
    assert [one.id for one in read.deputyships(1, person="anna", open_at=NOON)] == ["d1", "d2"]
    assert read.deputyships(1, person="berta") == []


def test_people_are_found_by_parts_of_their_names_groups_and_sites(store: Any) -> None:
    store.put(person("anna", name="Müller, Anna", groups=("akz",), sites=("DD",)))
    store.put(person("berta", name="Özil, Berta", groups=("lead",), sites=("DD",)))
    store.put(person("carla", name="Zander, Carla", active=False))
    store.put(person("anna", account="anna.admin", name="Müller, Anna"))
    read = store.read()
    assert [one.account for one in read.persons(1, query="ozil").items] == ["berta"]
    assert [one.account for one in read.persons(1, query="MUL an", group="akz").items] == ["anna"]
    assert [one.account for one in read.persons(1, site="DD").items] == ["anna", "berta"]
    assert [one.account for one in read.persons(1, limit=1, after=read.persons(1, limit=1).next).items] == [
        "anna.admin"
    ]
    assert read.names(1, ["anna", "berta", "nobody"]) == {"anna": "Müller, Anna", "berta": "Özil, Berta"}
    assert [one.account for one in read.accounts_of(1, "anna")] == ["anna", "anna.admin"]
    assert read.person_by_account(1, "anna.admin").person == "anna"
    assert read.person(1, "nobody") is None


def test_a_login_ends_by_person_or_by_the_session_at_the_provider(store: Any) -> None:
    for number, sid in ((1, "s1"), (2, "s1"), (3, None)):
        store.put(login(number, provider_session=sid))
    store.put(login(4, person="berta"))
    assert store.touch_session(b"\x03" * 32, NOON + MINUTE, NOON + 2 * DAY)
    assert store.read().session(b"\x03" * 32).seen_at == NOON + MINUTE
    assert store.end_sessions(provider_session="s1") == 2
    assert store.end_sessions(person="anna") == 1
    assert not store.touch_session(b"\x03" * 32, NOON, NOON)
    with pytest.raises(Misused):
        store.end_sessions()
    assert (store.forget_sessions(NOON), store.forget_sessions(NOON + 2 * DAY)) == (0, 1)


def test_codes_that_were_revoked_open_nothing(store: Any) -> None:
    for number in range(7):
        store.put(AccessCode(1, "c1", bytes([number]) * 32, b"s", NOON + number * MINUTE, "system"))
    newest = store.read().access_codes(1, "c1")
    store.put(replace(newest[0], revoked_at=NOON))
    assert [code.code_hash[0] for code in newest] == [6, 5, 4, 3, 2]
    assert [code.code_hash[0] for code in store.read().access_codes(1, "c1")] == [5, 4, 3, 2, 1]


def test_reading_a_case_again_within_the_hour_leaves_one_line(store: Any) -> None:
    access = CaseAccess(1, "c1", "anna", NOON.replace(minute=0, second=0, microsecond=0), "case", NOON)
    store.note_access(access)
    store.note_access(replace(access, at=NOON + MINUTE))
    store.note_access(replace(access, purpose="documents", at=NOON + 2 * MINUTE))
    store.note_access(replace(access, case_id="c2", at=NOON + 3 * MINUTE))
    assert [(one.purpose, one.at) for one in store.read().accesses(1, case_id="c1").items] == [
        ("documents", NOON + 2 * MINUTE),
        ("case", NOON),
    ]
    assert len(store.read().accesses(1, person="anna", limit=2).items) == 2


def test_reading_a_case_again_writes_nothing(sqlite_store: SqlStore) -> None:
    access = CaseAccess(1, "c1", "anna", NOON, "case", NOON)
    sqlite_store.note_access(access)
    seen: list[str] = []
    sqlite_store.watch = seen.append
    sqlite_store.note_access(access)
    assert len(seen) == 1


def test_a_sealed_folder_is_open_for_one_login_and_a_while(store: Any) -> None:
    store.put(SealOpening("s1", 1, "c1", "SECURITY", "anna", "abc", "Anfrage", NOON, NOON + MINUTE))
    read = store.read()
    assert read.open_seals(1, "c1", "abc", NOON) == {"SECURITY"}
    assert read.open_seals(1, "c1", "abc", NOON + MINUTE) == read.open_seals(1, "c1", "other", NOON) == set()
    assert [one.id for one in read.seal_openings(1, case_id="c1").items] == ["s1"]


def test_security_events_are_listed_newest_first_and_forgotten_when_old(store: Any) -> None:
    for number, kind in enumerate(("login-refused", "csrf", "login-refused")):
        store.put(SecurityEvent(f"e{number}", 1, NOON + number * MINUTE, kind))
    assert [one.id for one in store.read().security_events(1).items] == ["e2", "e1", "e0"]
    assert [one.id for one in store.read().security_events(1, kind="login-refused").items] == ["e2", "e0"]
    assert store.forget_security_events(NOON + MINUTE) == 1


# -- the feed of changes


def test_the_feed_tells_what_changed_and_to_whom_it_matters(store: Any) -> None:
    deployed(store)
    start = store.changes_since(1, None).cursor
    first = started(store, changes=Changes(tasks=(task(assignee="anna"),)))
    news = store.changes_since(1, start)
    assert {(one.kind, one.case_id, one.site) for one in news.items} == {("case", "c1", "DD"), ("task", "c1", "DD")}
    assert {(one.groups, one.assignee) for one in news.items if one.kind == "task"} == {(("akz",), "anna")}
    assert store.changes_since(1, news.cursor).items == ()

    def moves(unit: Any) -> None:
        unit.lock_case(1, "c1")
        unit.save_case(later(first), Changes(closed_tasks=(1,)))

    in_one_unit(store, moves)
    more = store.changes_since(1, news.cursor)
    assert {one.kind for one in more.items} == {"case", "task"}
    assert store.changes_since(2, start).items == ()


def test_the_feed_comes_in_pieces_without_a_gap(store: Any) -> None:
    deployed(store)
    cursor = store.changes_since(1, None).cursor
    for number in range(7):
        started(store, f"c{number}")
    seen = []
    while (news := store.changes_since(1, cursor, limit=2)).items:
        seen += [one.case_id for one in news.items]
        cursor = news.cursor
    assert seen == [f"c{number}" for number in range(7)]


@pytest.mark.parametrize("cursor", ["", "x", "1", "1-", "-1", "1-2-3", "9" * 50 + "-1", f"{2**63}-1", "١-٢"])
def test_a_forged_cursor_is_refused(store: Any, cursor: str) -> None:
    with pytest.raises(Invalid):
        store.changes_since(1, cursor)


def test_a_reader_that_was_away_for_long_is_told_to_begin_anew(
    sqlite_store: SqlStore, postgres_store: SqlStore
) -> None:
    for store in (sqlite_store, postgres_store):
        deployed(store)
        old = store.changes_since(1, None).cursor
        xid = 3 * 10**9 if store.engine.dialect.name == "postgresql" else 0
        with store.engine.begin() as connection:
            row = {"id": 600, "xid": xid, "tenant": 1, "kind": "case", "case_id": "x", "site": "", "groups": ()}
            connection.execute(change_feed.insert(), row)
        assert store.changes_since(1, old).reset


def test_a_change_that_commits_late_is_not_passed_over(postgres_store: SqlStore) -> None:
    deployed(postgres_store)
    started(postgres_store, "c1")
    cursor = postgres_store.changes_since(1, None).cursor
    slow = postgres_store.unit_of_work()
    with slow as unit:
        case = unit.lock_case(1, "c1")
        unit.save_case(later(case), Changes(closed_tasks=(1,)))
        assert unit.draft(1, "c1", 1, "anna") is None  # the change has been sent
        started(postgres_store, "c2")
        before = postgres_store.changes_since(1, cursor)
        unit.commit()
    after = postgres_store.changes_since(1, before.cursor)
    assert (before.items, {one.case_id for one in after.items}) == ((), {"c1", "c2"})


def test_the_feed_keeps_what_is_new_only(sqlite_store: SqlStore) -> None:
    with sqlite_store.engine.begin() as connection:
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 22000)"
            " INSERT INTO change_feed (xid, tenant, kind, case_id, site, groups)"
            " SELECT 0, 1, 'case', 'c' || i, 'DD', '[]' FROM n"
        )
        kept = connection.exec_driver_sql("SELECT count(*) FROM change_feed").scalar()
    assert kept is not None
    assert 20_480 <= kept < 21_000
