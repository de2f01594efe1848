"""Messages, signals and timers: what comes in from agencies, other cases and the clock finds its one receiver."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from .. import commands as c
from .. import failpoints
from ..errors import Conflict, MessageMismatch
from ..kernel.values import checked, dumps
from ..model import Case, CaseStatus, InboundMessage, MessageState, Receipt, Subscription
from ..ports import UnitOfWork
from . import cases, requests
from .results import Broadcast, Done, Receivers, Started
from .work import GIVEN, House, given, opened

MAX_CANDIDATES = 20


def deliver(house: House, work: UnitOfWork, command: c.DeliverMessage) -> Receipt:
    """Persist a message, give it to the oldest subscription, start a case with it, or let it wait.

    Repetitions get the first receipt. Cases are locked before the correlation, as a step does that subscribes:
    one order, so that the two cannot wait for each other in a circle.
    """
    now = house.clock.now()
    payload = checked(command.payload)
    message = InboundMessage(
        tenant=command.tenant,
        source=command.source,
        message_id=command.message_id,
        name=command.name,
        key=command.key,
        payload=payload,
        body_sha256=hashlib.sha256(dumps([command.name, command.key, payload])).digest(),
        received_at=now,
        expires_at=now + timedelta(seconds=command.ttl_seconds),
        state=MessageState.BUFFERED,
        sequence=command.sequence,
    )
    earlier = work.remember_message(message)
    if earlier is not None:
        if earlier.body_sha256 != message.body_sha256:
            raise MessageMismatch(f"{command.source} sent {command.message_id} before, with another body")
        return receipt(earlier)
    failpoints.hit("msg.after_insert")
    find_receiver(house, work, command, message)
    return receipt(message)


def receipt(message: InboundMessage) -> Receipt:
    """What the sender of a message is told, as often as he sends it."""
    identity = hashlib.sha256(f"{message.source}\n{message.message_id}".encode()).hexdigest()[:32]
    return Receipt(id=identity, at=message.received_at, state="accepted")


def find_receiver(house: House, work: UnitOfWork, command: c.DeliverMessage, message: InboundMessage) -> None:
    """Give a buffered message to the oldest that waits for it, or start a case with it; else it stays where it is."""
    # Whoever subscribes holds the correlation lock until it commits: a second look under the lock misses nobody.
    suspended = False
    for look in (MAX_CANDIDATES, 1):
        for candidate in work.subscribers(command.tenant, "message", command.name, command.key)[:look]:
            case = work.lock_case(command.tenant, candidate.case_id)
            if case.status is CaseStatus.SUSPENDED:
                suspended = True
            elif case.status.open and _give(house, work, command, case, candidate, message):
                return
        work.lock_correlation(command.tenant, command.name, command.key)
    if suspended:
        return  # it is for that case, which finds it in the buffer when it is resumed, and begins no other
    for begin in work.start_subscriptions(command.tenant, "message", command.name)[:1]:
        definition = work.definition_by_id(begin.definition_id)
        work.settle_message(message, MessageState.CONSUMED, None)  # the new case must not find it in the buffer
        started = cases.begin(house, work, command, definition, start_event=begin.element_id, payload=message.payload)
        work.settle_message(message, MessageState.CONSUMED, started.case_id)


def _give(
    house: House,
    work: UnitOfWork,
    command: c.DeliverMessage,
    case: Case,
    candidate: Subscription,
    message: InboundMessage,
) -> bool:
    entered = opened(house, work, replace(command, expected_version=None), case)
    failpoints.hit("msg.after_match")
    try:
        entered.run.trigger(candidate.activation, candidate.element_id, message.payload)
    except Conflict:
        return False  # ended between our look and our lock
    # Before the step is saved: what it waits for next may have the same name and key, and must not get this one again.
    work.settle_message(message, MessageState.CONSUMED, case.id)
    told = {"message": command.name, "source": command.source, "key": command.key}
    entered.save(command, {**told, GIVEN: given(message.payload)})
    return True


def fire_timer(house: House, work: UnitOfWork, command: c.FireTimer) -> Done:
    """Fire a due timer once; one that is gone, or not due by our clock, changes nothing."""
    case = work.lock_case(command.tenant, command.case_id)
    failpoints.hit("timer.after_claim")
    timer = work.pending_timer(command.case_id, command.activation, command.element_id, command.cycle)
    if timer is None or not case.status.open or timer.fire_at > house.clock.now():
        return Done(case.id, case.version, case.status)
    entered = opened(house, work, command, case)
    late = (house.clock.now() - timer.fire_at).total_seconds()
    detail = {"timer": command.element_id, "due": timer.fire_at.isoformat(), "lateSeconds": int(late)}
    if case.status is CaseStatus.SUSPENDED:
        entered.run.hold("trigger", command.activation, command.element_id, {})
    else:
        try:
            entered.run.trigger(command.activation, command.element_id, {})
        except Conflict:
            detail["outcome"] = "too late"
    entered.run.effects.fired_timers.append((command.activation, command.element_id, command.cycle))
    return entered.save(command, detail)


def broadcast(house: House, command: c.BroadcastSignal, again: Callable[[Callable[[], Any]], Any]) -> Broadcast:
    """Give a signal to each case that waits for it, one unit of work per case, and start what begins with it.

    `again` repeats one unit of work that the database had to refuse; the others are not repeated with it. Under a
    request key it is for those who waited when it came first, and each of them hears it once however often it comes.
    """
    payload = checked(command.payload)

    def receivers() -> Receivers:
        with house.store.unit_of_work() as work:
            found: Receivers = requests.once(work, command, house.clock.now(), lambda: _receivers(work, command))
            work.commit()
        return found

    def one(receiver: str, act: Callable[[UnitOfWork], Done | Started | None]) -> str | None:
        key = command.request_key and f"{command.request_key}/{receiver}"
        with house.store.unit_of_work() as work:
            mine = replace(command, request_key=key)
            done: Done | Started | None = requests.once(work, mine, house.clock.now(), lambda: act(work))
            if done is None:
                return None
            work.commit()
        return done.case_id

    def gives(case_id: str, work: UnitOfWork) -> Done | None:
        case = work.lock_case(command.tenant, case_id)
        if not case.status.open:
            return None
        entered = opened(house, work, command, case)
        if case.status is CaseStatus.SUSPENDED:
            entered.run.hold("signal", command.name, payload)
        elif entered.run.signal(command.name, payload) == 0:
            return None
        return entered.save(command, {"signal": command.name, GIVEN: given(payload)})

    def starts(definition_id: int, element_id: str, work: UnitOfWork) -> Started:
        definition = work.definition_by_id(definition_id)
        return cases.begin(house, work, command, definition, start_event=element_id, payload=payload)

    found: Receivers = again(receivers)
    reached = [again(partial(one, case_id, partial(gives, case_id))) for case_id in found.cases]
    for number, element in found.begins:
        reached.append(again(partial(one, f"{number}/{element}", partial(starts, number, element))))
    return Broadcast(tuple(case_id for case_id in reached if case_id))


def _receivers(work: UnitOfWork, command: c.BroadcastSignal) -> Receivers:
    waiting = [s.case_id for s in work.subscribers(command.tenant, "signal", command.name, "")]
    begins = work.start_subscriptions(command.tenant, "signal", command.name)
    return Receivers(
        cases=tuple(case_id for case_id in dict.fromkeys(waiting) if case_id != command.origin),
        begins=tuple((begin.definition_id, begin.element_id) for begin in begins),
    )
