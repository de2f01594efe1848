"""What has to be done now and then beside the queues, by whichever process asks first: nobody is elected for good."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog

from authority.partners import network
from engine.deadlines import local_day
from service.appointments import tending
from service.mining.diagrams import models
from service.partners.delivering import settle_all
from service.partners.noticing import Noticing
from service.partners.withdrawing import withdraw_left
from service.survey import taking
from service.turns import in_turn
from store import SqlStore
from store.errors import StoreError
from store.mining.counting import BATCH, count

from . import sealing, statistics, statistics_sources
from .composition import Composition
from .house import TENANT
from .ids import RandomIds
from .portal_chore import tend_portal
from .retention import Retention

log = structlog.get_logger(__name__)

#: Idempotency keys are good for 30 days (reliability C-2); who tried what is kept for two years (domain document 7.3).
REQUESTS, SECURITY_EVENTS = timedelta(days=30), timedelta(days=730)
#: Signs of life of workers that ended without a word (a process that ends as it should signs off).
SILENT_WORKERS = timedelta(hours=1)
#: A case that ended longer ago is committed or undone: no transaction stays open so long. Rounds of one turn of mining.
SETTLED, MINED_ROUNDS = timedelta(minutes=10), 50
#: Seconds between two looks at what is to be done.
TICK = 5.0


@dataclass(frozen=True, slots=True)
class Chore:
    """Work that one of all processes does `every` so often; the answer is how much was done. `may`: which processes can."""

    name: str
    every: timedelta
    do: Callable[[Composition], int]
    may: Callable[[Composition], bool] = lambda _: True


def chores(parts: Composition, stop: threading.Event, known: Sequence[Chore] = ()) -> None:
    """Until `stop` is set. Any number of processes may run this: of each chore one of them does each round.

    A process that dies in the middle of a round costs that round; the next is anybody's.
    """
    done: dict[str, int] = {}
    mine = [chore for chore in known or CHORES if chore.may(parts)]
    while not stop.wait(TICK):
        turn(parts, mine, done)


def turn(parts: Composition, known: Sequence[Chore], rounds: dict[str, int]) -> None:
    """Do those chores whose time has come and that nobody else has taken; `rounds` remembers when to ask again."""
    now = parts.clock.now()
    for chore in known:
        # Asking is a write: half a period apart is often enough to take over from somebody who has died.
        this = int(now.timestamp() / (chore.every.total_seconds() / 2))
        if rounds.get(chore.name) == this:
            continue
        rounds[chore.name] = this
        try:
            if parts.store.take_duty(chore.name, now, chore.every):
                found = chore.do(parts)
                if found:
                    log.info("chore.done", chore=chore.name, done=found)
        except Exception as error:  # noqa: BLE001  # a database or a scanner away for a moment: the loop outlives it
            log.error("chore.fault", chore=chore.name, kind=type(error).__name__, reason=_reason(error))


def _reason(error: Exception) -> str:
    """What a database says of its own tables ("no such column"), its first line only: details may repeat a value."""
    return str(error).partition("\n")[0][:200] if isinstance(error, StoreError) else ""


def forget(parts: Composition) -> int:
    """Delete what is past its time; how much, each time at most so much that nobody waits for it."""
    now, store = parts.clock.now(), parts.store
    return in_turn(
        [
            lambda: store.forget_requests(before=now - REQUESTS),
            lambda: store.forget_sessions(now),
            lambda: store.forget_security_events(now - SECURITY_EVENTS),
            lambda: store.forget_workers(now - SILENT_WORKERS),
        ]
    )


def tend(parts: Composition) -> int:
    """Scan again what waits in quarantine, sweep what a crash left behind."""
    return parts.documents.tend()


def seal(parts: Composition) -> int:
    """Seal the histories that have changed."""
    return sealing.seal(parts.settings, parts.clock.now())


def retain(parts: Composition) -> int:
    """Classify, propose and erase what is past its time, so much in a round (docs/privacy.md)."""
    if not isinstance(parts.store, SqlStore):
        return 0
    round_ = Retention(parts.store, parts.house.engine, RandomIds().key).round(parts.clock.now())
    return sum(round_.values())


def mine(parts: Composition) -> int:
    """Count the histories of cases that have ended (docs/mining.md), some rounds at a time."""
    if not isinstance(parts.store, SqlStore):
        return 0
    model_of = models(parts.house.engine)
    before = parts.clock.now() - SETTLED
    done = 0
    for _ in range(MINED_ROUNDS):
        some = count(parts.store, TENANT, model_of, before)
        done += some
        if some < BATCH:
            break
    return done


def figures(parts: Composition) -> int:
    """Count closed cases into the statistics, freeze months that are over, note the backlog (docs/figures.md)."""
    return statistics.round_(parts.store, parts.clock.now())


def figures_elsewhere(parts: Composition) -> int:
    """Count what appointments, messages, agencies, surveys and open cases tell of the key figures (docs/figures.md)."""
    return statistics_sources.supply(parts.store, parts.house.agencies.names(), parts.clock.now())


def hand_over(parts: Composition) -> int:
    """Deliver answers of partners that a crash left in their inbox, take back what is open of cases that have ended, and
    tell by e-mail what waits."""
    house = parts.house
    agencies, now = house.agencies.by_name, parts.clock.now()
    return in_turn(
        [
            partial(settle_all, agencies, house.handle, parts.store, now, parts.ledger),
            partial(withdraw_left, parts.store),
            Noticing(parts.store, parts.clock.now, agencies, network.load()).round,
        ]
    )


def appointments(parts: Composition) -> int:
    """Say what is due about appointments, let go what was held too long."""
    desk = parts.appointments
    return 0 if desk is None else in_turn([desk.notices.round, partial(tending.tidy, desk.desk)])


def appointments_kept(parts: Composition) -> int:
    """Give back appointments of cases that have ended, offer what has become free, forget what is past its time."""
    desk = parts.appointments
    return 0 if desk is None else tending.look_after(desk.desk)


def forget_survey(parts: Composition) -> int:
    """Delete codes of surveys that are over and open answers a year after."""
    return taking.forget(parts.store, local_day(parts.clock.now()))


CHORES = (
    Chore("figures", timedelta(seconds=60), figures),
    Chore("figures-elsewhere", timedelta(hours=1), figures_elsewhere),
    Chore("forget", timedelta(minutes=10), forget),
    Chore("appointments", timedelta(seconds=20), appointments),
    Chore("appointments-kept", timedelta(minutes=10), appointments_kept),
    Chore("documents", timedelta(seconds=30), tend),
    Chore("portal", timedelta(minutes=1), tend_portal),
    Chore("partners", timedelta(minutes=1), hand_over),
    Chore("survey", timedelta(hours=12), forget_survey),
    Chore("retention", timedelta(hours=1), retain),
    Chore("mining", timedelta(minutes=5), mine),
    Chore("seal", timedelta(seconds=60), seal, lambda parts: sealing.may_seal(parts.settings)),
)
