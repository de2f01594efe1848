"""What is content lies in the database sealed, and whoever has the key file notices no difference."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from engine.desk import Comment
from engine.errors import Corrupt
from engine.model import Draft, MessageState
from store import SqlStore
from store.erasing import Vault
from store.evidence import Keyring, WrongKey

from ..kernel.diagrams import element, end, flows, message, on_message, process, service, start, user
from ..kernel.office import Office
from .conftest import MASTER
from .dump import hits, rows

WORK = process(
    start(), user("a"), service("s"), element("intermediateCatchEvent", "m", on_message("answer")), user("b"), end(),
    flows("start -> a -> s -> m -> b -> end"), tops=message("answer"),
)  # fmt: skip
TYPED = ("Kanarie-Variable", "Kanarie-Antwort", "Kanarie-Entwurf", "Kanarie-Notiz", "Kanarie-Nachricht", "Kanarie-früh")


@pytest.fixture
def office(store: SqlStore) -> Office:
    """A case with content in every place, waiting for an answer."""
    office = Office(store)
    office.runs(WORK, name=TYPED[0])
    office.completes("a", reason=TYPED[1])
    now = office.clock.now()
    office.works("s", result=TYPED[0])
    with store.unit_of_work() as unit:
        unit.save_draft(Draft(office.case_id, 3, 1, "anna", {"text": TYPED[2]}, now))
        unit.put(Comment("c1", 1, office.case_id, "anna", TYPED[3], now))
        unit.commit()
    office.receives("other", note=TYPED[5])
    return office


def test_nothing_that_somebody_typed_can_be_read_in_the_database(office: Office, store: SqlStore) -> None:
    assert hits(rows(store), TYPED) == []


def test_a_case_goes_on_as_if_nothing_were_sealed(office: Office, store: SqlStore) -> None:
    office.receives("answer", note=TYPED[4])
    office.completes("b")
    assert office.engine.variables(office.case_id)["note"] == TYPED[4]


def test_a_process_that_knows_no_key_asks_for_it(office: Office, store: SqlStore) -> None:
    store.vault = Vault(Keyring([MASTER]))
    assert office.engine.variables(office.case_id)["name"] == TYPED[0]


def test_a_key_that_nobody_used_for_long_leaves_the_process() -> None:
    vault = Vault(Keyring([MASTER]), seconds=0.0)
    for case_id in ("one", "two", "three"):
        vault.learn(1, case_id, vault.fresh(1, case_id)[0])
    assert len(vault) == 1


def test_a_draft_and_a_comment_come_back_as_they_were(office: Office, store: SqlStore) -> None:
    with store.unit_of_work() as unit:
        draft = unit.draft(1, office.case_id, 3, "anna")
    (comment,) = store.read().comments(1, office.case_id).items
    assert draft is not None
    assert (draft.answers, comment.text) == ({"text": TYPED[2]}, TYPED[3])


def test_a_message_that_waits_comes_back_as_it_was(office: Office, store: SqlStore) -> None:
    with store.unit_of_work() as unit:
        found = unit.buffered_message(1, "other", office.business_key, office.clock.now())
    assert found is not None
    assert found.payload == {"note": TYPED[5]}


def test_a_message_that_was_taken_leaves_no_copy_of_itself(office: Office, store: SqlStore) -> None:
    office.receives("answer", note=TYPED[4])
    with store.engine.connect() as connection:
        left = connection.execute(
            text("SELECT payload FROM inbound_message WHERE state = :taken"), {"taken": int(MessageState.CONSUMED)}
        ).scalars()
        assert list(left) == ["{}"]


def test_a_worker_gets_its_job_opened(office: Office, store: SqlStore) -> None:
    office.runs(WORK, name=TYPED[0])
    office.completes("a")
    (job,) = (one for one in store.read().open_rows(1, office.case_id).jobs if one.element_id == "s")
    assert office.takes("s").payload == job.payload != {}


def test_the_history_tells_what_happened_and_can_be_verified(office: Office, store: SqlStore) -> None:
    lines = store.read().history(1, office.case_id)
    assert any(line.commitment and line.detail for line in lines)
    assert office.engine.verify_history(office.case_id).ok


def test_the_chain_can_be_proven_without_a_key(office: Office, store: SqlStore) -> None:
    store.vault = None
    assert office.engine.verify_history(office.case_id).ok


def test_a_detail_that_somebody_changed_is_found(office: Office, store: SqlStore) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE history SET detail = substr(detail, 1, 60) || 'AAAA' WHERE detail <> '{}'")
    assert not office.engine.verify_history(office.case_id).ok


def test_a_state_that_belongs_to_another_case_does_not_open(office: Office, store: SqlStore) -> None:
    first = office.case_id
    second = office.starts(name="x")
    with store.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE case_instance SET (state, checksum) ="
                " (SELECT o.state, o.checksum FROM case_instance o WHERE o.id = :one) WHERE id = :two"
            ),
            {"one": first, "two": second},
        )
    with pytest.raises(Corrupt):
        office.engine.variables(second)


def test_without_the_key_file_a_job_is_not_taken_for_an_empty_one(office: Office, store: SqlStore) -> None:
    office.runs(WORK)
    office.completes("a")
    store.vault = None
    with pytest.raises(WrongKey):
        office.takes("s")


def test_an_answer_that_is_kept_for_repetition_is_sealed_with_its_case(office: Office, store: SqlStore) -> None:
    where = (1, "anna", "k" * 16)
    with store.unit_of_work() as unit:
        unit.remember_request(*where, "comment", b"1", office.clock.now())
        unit.put(Comment("c2", 1, office.case_id, "anna", "Kanarie-Wort", office.clock.now()))
        unit.answer_request(*where, b'{"text": "Kanarie-Wort"}')
        unit.commit()
    assert hits(rows(store), ["Kanarie-Wort"]) == []
    with store.unit_of_work() as unit:
        again = unit.remember_request(*where, "comment", b"1", office.clock.now())
    assert again == b'{"text": "Kanarie-Wort"}'


def test_a_case_from_before_is_read_and_sealed_when_it_is_written(store: SqlStore) -> None:
    vault, store.vault = store.vault, None
    office = Office(store)
    office.runs(WORK, name=TYPED[0])
    store.vault = vault
    assert office.engine.variables(office.case_id)["name"] == TYPED[0]
    office.completes("a", reason=TYPED[1])
    assert office.engine.verify_history(office.case_id).ok
    with store.engine.connect() as connection:
        state = connection.exec_driver_sql("SELECT state FROM case_instance").scalar_one()
    assert bytes(state)[:1] == b"\x03"


def test_a_state_sealed_before_states_were_bound_to_their_history_is_read_and_bound_by_the_next_step(
    office: Office, store: SqlStore
) -> None:
    case = store.read().case(1, office.case_id)
    assert case is not None
    assert store.vault is not None
    key = store.vault.keys(1, [case.id], lambda tenant, case_ids: ())[case.id]
    assert key is not None
    with store.engine.begin() as connection:
        unbound = {"state": b"\x02" + key.seal(case.state, "state"), "id": case.id}
        connection.execute(text("UPDATE case_instance SET state = :state WHERE id = :id"), unbound)

    office.receives("answer")

    with store.engine.connect() as connection:
        state = connection.exec_driver_sql("SELECT state FROM case_instance").scalar_one()
    assert (office.open(), bytes(state)[:1]) == (["b"], b"\x03")


def test_a_vault_that_only_reads_seals_nothing(store: SqlStore) -> None:
    store.vault = Vault(Keyring([MASTER]), writes=False)
    office = Office(store)
    office.runs(WORK, name=TYPED[0])
    office.completes("a", reason=TYPED[1])
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM data_key").scalar_one() == 0
    assert office.engine.verify_history(office.case_id).ok


def test_a_key_that_was_replaced_still_opens_what_it_sealed(office: Office, store: SqlStore) -> None:
    store.vault = Vault(Keyring([bytes(32), MASTER]))
    assert office.engine.variables(office.case_id)["name"] == TYPED[0]
