"""Messages that nobody took in time: an operator gives them once more or sets them aside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import commands as c
from engine.errors import NotFound
from engine.model import Actor, InboundMessage
from tests.kernel.diagrams import element, end, flows, message, on_message, process, start, user
from tests.kernel.office import Office

WAITING = process(start(), element("intermediateCatchEvent", "m", on_message("answer")), user("z"), end(),
                  flows("start -> m -> z -> end"), tops=message("answer", "=ref"))  # fmt: skip
LORE = Actor("lore", groups=frozenset({"system-admin"}))


def parked(office: Office) -> InboundMessage:
    """A message about r1 that came when nobody waited, a month ago."""
    office.deploy(WAITING)
    office.receives("answer", key="r1", message_id="one", word="yes")
    office.clock.moment += timedelta(days=31)
    assert office.store.expire_messages(now=office.clock.now()) == 1
    (found,) = office.store.read().parked_messages(1).items
    return found


def again(office: Office, number: Any) -> Any:
    return office.engine.handle(c.ReviveMessage(actor=LORE, message=number, reason="The case waits now."))


def aside(office: Office, number: Any) -> Any:
    return office.engine.handle(c.SetMessageAside(actor=LORE, message=number, reason="A trial of the sender."))


def test_whoever_waits_now_gets_a_parked_message_as_it_came(office: Office) -> None:
    found = parked(office)
    office.starts(ref="r1")
    again(office, found.id)
    assert (office.open(), office.engine.variables(office.case_id)["word"]) == (["z"], "yes")


def test_a_parked_message_for_which_nobody_waits_waits_once_more(office: Office) -> None:
    found = parked(office)
    again(office, found.id)
    office.clock.moment += timedelta(days=29)
    office.starts(ref="r1")
    assert office.open() == ["z"]


def test_a_message_set_aside_reaches_nobody_and_gives_up_its_content(office: Office) -> None:
    found = parked(office)
    aside(office, found.id)
    office.starts(ref="r1")
    with office.store.unit_of_work() as work:
        kept = work.remember_message(found)
    assert kept is not None
    assert (office.open(), kept.payload, office.store.read().parked_messages(1).items) == ([], {}, ())


@pytest.mark.parametrize("act", [again, aside])
def test_an_operator_can_lift_a_message_once(office: Office, act: Any) -> None:
    found = parked(office)
    act(office, found.id)
    with pytest.raises(NotFound):
        act(office, found.id)


def test_the_log_says_who_lifted_a_message_and_why_but_not_for_whom_it_was(office: Office) -> None:
    again(office, parked(office).id)
    (event,) = office.store.read().security_events(1, kind="message-order").items
    assert (event.person, dict(event.detail)) == (
        "lore",
        {
            "order": "again",
            "source": "test",
            "messageId": "one",
            "name": "answer",
            "reason": "The case waits now.",
            "account": "",
        },
    )


def test_its_sender_gets_the_first_receipt_however_it_went_on(office: Office) -> None:
    found = parked(office)
    first = aside(office, found.id)
    assert office.receives("answer", key="r1", message_id="one", word="yes") == first
