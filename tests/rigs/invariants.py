"""The invariants I1–I12 of reliability C-1, one function each, asked of the tables after every fault.

Each takes the store under test (SQLite or PostgreSQL), what the outside knows (`Books`) and the instant of the look, and
answers with what is wrong, in words; nothing wrong is an empty list. `check` asks all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from engine.handlers import chain
from engine.model import CaseStatus
from store import SqlStore

from .look import HANGING, Books, Look
from .tree import Asked, asked

READY, LEASED, DONE, STUCK = 0, 1, 2, 3
_SERVICE_ENDS = ("CompleteJob", "ThrowJobError")
_MOVES = ("MigrateCase", "UndoMigration")


# -- the twelve


def i01_everything_committed_is_visible_pending_or_an_incident(look: Look) -> Iterable[str]:
    """Confirmed starts and messages are there; a thrown message or a finished job left its trace; incidents are open."""
    books = look.books
    for case_id in books.started - look.cases.keys():
        yield f"the start of case {case_id} was confirmed and is lost"
    known = {(row.source, row.message_id) for row in look.all("inbound_message")}
    for message in books.messages - known:
        yield f"message {message} was confirmed and is lost"
    lines = look.by_case("history")
    incidents = {(row.case_id, row.activation) for row in look.all("incident") if row.resolved_at is None}
    done: Counter[str] = Counter()
    told = {(row.case_id, row.activation) for row in look.all("incident")}
    for job in look.jobs:
        if job.case_id in look.erased:
            continue
        if job.state == DONE and job.kind == "message":
            thrown = (job.payload.get("source") or "engine", job.payload.get("message_id") or job.key)
            if thrown not in known:
                yield f"job {job.case_id}.{job.activation} threw message {thrown}, which is lost"
        if job.state == DONE and job.kind == "service":
            done[job.case_id] += 1
        # What was thrown and gave up stays so when a person has seen to it in another way.
        if job.state == STUCK and (job.case_id, job.activation) not in (incidents if job.kind == "service" else told):
            yield f"job {job.case_id}.{job.activation} gave up, and nobody is told"
    for case_id, count in done.items():
        reported = sum(line.event in _SERVICE_ENDS for line in lines[case_id])
        if reported < count:
            yield f"case {case_id}: {count} jobs are done, {reported} had an effect"


def i02_an_activation_ends_once(look: Look) -> Iterable[str]:
    """No element line twice; as many completed task rows as completions."""
    tasks = look.by_case("task")
    for case_id, lines in look.by_case("history").items():
        ended = Counter((line.element_id, line.activation) for line in lines if line.event == "element")
        for (element, activation), count in ended.items():
            if count > 1:
                yield f"case {case_id}: {element} ({activation}) ended {count} times"
        told = sum(line.event == "CompleteTask" for line in lines)
        closed = sum(task.state == 1 for task in tasks[case_id])
        if told != closed:
            yield f"case {case_id}: {closed} tasks are completed, history tells of {told}"


def i03_version_and_history_count_the_same_changes(look: Look) -> Iterable[str]:
    """The version is the number of commands; the chain of history is whole and as long as the case says."""
    for case_id, lines in look.by_case("history").items():
        case = look.cases.get(case_id)
        if case is None:
            yield f"history of case {case_id}, which is not there"
            continue
        commands = sum(line.event != "element" for line in lines)
        if commands != case.version:
            yield f"case {case_id}: version {case.version}, {commands} changes in history"
        found = chain.verify(case, lines)
        if not found.ok:
            yield f"case {case_id}: {found.problem}"


def i04_an_agency_call_belongs_to_one_job_and_has_one_effect(look: Look) -> Iterable[str]:
    """Keys are unique; at most one effect per key; class C is delivered at most once unless a person said again."""
    books = look.books
    jobs: dict[str, Any] = {}
    for job in look.all("job"):
        if job.idem_key in jobs:
            yield f"key {job.idem_key} belongs to two jobs"
        jobs[job.idem_key] = job
    for key, arrivals in books.arrivals.items():
        job = jobs.get(key)
        if job is None:  # what was refused without effect may have been replaced by another attempt under a new key
            if books.effects[key]:
                yield f"key {key} had an effect and belongs to no job"
            continue
        again = books.ordered_again[key]
        if books.classes.get(job.type, "A") == "C":
            if arrivals > 1 + again:
                yield f"{job.type} is class C, and key {key} was delivered {arrivals} times"
        elif books.effects[key] > 1:
            yield f"{job.type} with key {key} had {books.effects[key]} effects"


def i05_timers_fire_in_time_and_once(look: Look) -> Iterable[str]:
    """None pending for more than a minute (suspended cases wait), none fired early, none twice."""
    fired: Counter[str] = Counter()
    for timer in look.all("timer"):
        case = look.cases[timer.case_id]
        late = timer.state == 0 and timer.fire_at < look.now - timedelta(seconds=60)
        if late and case.status is not CaseStatus.SUSPENDED:
            yield f"timer {timer.case_id}.{timer.activation} {timer.element_id} is due since {timer.fire_at.isoformat()}"
        fired[timer.case_id] += timer.state == 1 and timer.case_id not in look.erased
    for case_id, lines in look.by_case("history").items():
        firings = [line for line in lines if line.event == "FireTimer" and "timer" in line.detail]
        if len(firings) != fired[case_id]:
            yield f"case {case_id}: {fired[case_id]} timers have fired, history tells of {len(firings)}"
        for line in firings:
            if line.at < datetime.fromisoformat(line.detail["due"]):
                yield f"case {case_id}: timer {line.detail['timer']} fired before it was due"


def i06_a_message_counts_once(look: Look) -> Iterable[str]:
    """One row each; consumed by one living case; nothing lies in the buffer that a case waits for."""
    seen = Counter((row.tenant, row.source, row.message_id) for row in look.all("inbound_message"))
    yield from (f"message {key} has {count} rows" for key, count in seen.items() if count > 1)
    buffered: dict[tuple[Any, ...], Any] = {}
    for row in look.all("inbound_message"):
        if (row.state == 1) != (row.consumed_by is not None):
            yield f"message {row.message_id}: state {row.state}, consumed by {row.consumed_by}"
        if row.consumed_by is not None:
            case = look.cases.get(row.consumed_by)
            if case is None:
                yield f"message {row.message_id} was consumed by case {row.consumed_by}, which is not there"
            elif case.ended_at is not None and case.ended_at < row.received_at - look.books.clocks_apart:
                yield f"message {row.message_id} was consumed by a case that had ended before"
        if row.state == 0 and row.expires_at > look.now:
            buffered[(row.tenant, row.name, row.corr_key)] = row
    continued = {job.case_id for job in look.all("job") if job.kind == "continue" and job.state in (READY, LEASED)}
    for wait in look.all("subscription"):
        case = look.cases[wait.case_id]
        missed = buffered.get((wait.tenant, wait.name, wait.corr_key)) if wait.kind == "message" else None
        if missed and case.status is not CaseStatus.SUSPENDED and case.id not in continued:
            yield f"case {case.id} waits for {wait.name}, and message {missed.message_id} lies in the buffer"


def i07_a_case_has_ended_when_nothing_is_left_of_its_tree(look: Look) -> Iterable[str]:
    """COMPLETED or CANCELLED if and only if no activation is alive; then no row is open."""
    stuck = {row.case_id for row in look.all("incident") if row.resolved_at is None}
    for case, state in look.states():
        if isinstance(state, str):
            yield f"case {case.id}: {state}"
        elif case.status.open != bool(state.live):
            yield f"case {case.id} is {case.status.value} with {len(state.live)} activations alive"
        elif (
            case.status is CaseStatus.RUNNING and case.id in stuck and any("stuck" in a.x for a in state.live.values())
        ):
            yield f"case {case.id} is RUNNING with an incident"
        elif not case.status.open and case.ended_at is None:
            yield f"case {case.id} is {case.status.value} without an end"


def i08_a_token_has_one_place(look: Look) -> Iterable[str]:
    """Every row that is open is asked for by the tree, and the tree asks for nothing that is not open."""
    open_rows = {case_id: Asked() for case_id in look.cases}
    continues: set[str] = set()
    for row in look.all("task"):
        if row.state == 0:
            open_rows[row.case_id].tasks.add(row.activation)
    for row in look.all("job"):
        if row.kind == "service" and row.state in (READY, LEASED):
            open_rows[row.case_id].jobs.add(row.activation)
        elif row.kind == "service" and row.state == STUCK:
            open_rows[row.case_id].stuck_jobs.add(row.activation)
        elif row.kind == "continue" and row.state in (READY, LEASED, STUCK):
            continues.add(row.case_id)
    for row in look.all("timer"):
        if row.state == 0:
            open_rows[row.case_id].timers.add((row.activation, row.element_id, row.cycle))
    for row in look.all("subscription"):
        open_rows[row.case_id].waits.add((row.activation, row.element_id))
    thrown = {(row.case_id, row.activation) for row in look.all("job") if row.kind != "service" and row.state == STUCK}
    for row in look.all("incident"):
        if row.resolved_at is None and (row.case_id, row.activation) not in thrown:
            open_rows[row.case_id].incidents.add(row.activation)
    for case, state in look.states():
        if isinstance(state, str):
            continue  # I7 says so
        expected, found = asked(state), open_rows[case.id]
        for name in ("tasks", "jobs", "stuck_jobs", "timers", "waits", "incidents"):
            wanted, there = getattr(expected, name), getattr(found, name)
            if wanted != there:
                yield f"case {case.id}, {name}: the tree asks for {sorted(wanted)}, open are {sorted(there)}"
        if expected.continues and case.id not in continues and case.status is not CaseStatus.SUSPENDED:
            yield f"case {case.id} is in the middle of a step, and no job goes on with it"


def i09_a_row_has_the_tenant_of_its_case(look: Look) -> Iterable[str]:
    """In every table that hangs on a case."""
    for name in HANGING:
        for row in look.all(name):
            case = look.cases.get(row.case_id)
            if case is None or case.tenant != row.tenant:
                yield f"{name} of case {row.case_id} has tenant {row.tenant}"
    yield from (f"{name} of case {case_id} has tenant {tenant}" for name, case_id, tenant in look.strangers)


def i10_what_was_answered_is_true(look: Look) -> Iterable[str]:
    """A confirmed request is on file with its answer and its effect; a refused one left nothing."""
    books = look.books
    keys = {(row.principal, row.key): row.answer for row in look.all("request_key")}
    for key in books.answered:
        if keys.get(key) is None:
            yield f"request {key} was confirmed and is not on file"
    for key in books.refused & keys.keys():
        yield f"request {key} was refused and is on file"
    tasks = {f"{row.case_id}.{row.activation}": row for row in look.all("task")}
    for task_id, person in books.completed.items():
        row = tasks.get(task_id)
        if row is None or row.state != 1 or row.ended_by != person:
            yield f"{person} was told that task {task_id} is completed, and it is not"


def i11_a_case_stays_on_its_version(look: Look) -> Iterable[str]:
    """The version is the one that the first line of history names, or the last recorded migration; none skips one."""
    definitions = {row.id: row for row in look.all("definition")}
    for case_id, lines in look.by_case("history").items():
        case, first = look.cases[case_id], lines[0] if lines else None
        definition = definitions.get(case.definition_id)
        if definition is None or first is None:
            yield f"case {case_id} has no definition or no history"
            continue
        here = {"process": first.detail.get("process"), "version": first.detail.get("version")}
        for line in (line for line in lines if line.event in _MOVES):
            source = line.detail.get("from", {})
            if here != {name: source.get(name) for name in here}:
                yield f"case {case_id} was on {here} and was moved from {dict(source)}"
            here = {name: line.detail.get("to", {}).get(name) for name in here}
        there = {"process": definition.process_id, "version": definition.version}
        if here != there or (definition.process_id, definition.deployment_id) != (case.process_id, case.deployment_id):
            yield f"case {case_id} ought to be on {here} and is on {there}"


def i12_nothing_is_left_undone(look: Look) -> Iterable[str]:
    """Liveness: no job overdue and no lease run out for more than a minute; suspended cases wait."""
    grace = look.now - timedelta(seconds=60)
    for job in look.all("job"):
        if look.cases[job.case_id].status is CaseStatus.SUSPENDED:
            continue
        if job.state == READY and job.run_at < grace:
            yield f"job {job.case_id}.{job.activation}.{job.kind} is ready since {job.run_at.isoformat()}"
        if job.state == LEASED and job.lease_until < grace:
            yield f"job {job.case_id}.{job.activation}.{job.kind} is leased, until {job.lease_until.isoformat()}"


Invariant = Callable[[Look], Iterable[str]]

#: By name; the liveness ones hold only once the faults have stopped and time has passed.
INVARIANTS: Mapping[str, Invariant] = {
    "I1": i01_everything_committed_is_visible_pending_or_an_incident,
    "I2": i02_an_activation_ends_once,
    "I3": i03_version_and_history_count_the_same_changes,
    "I4": i04_an_agency_call_belongs_to_one_job_and_has_one_effect,
    "I5": i05_timers_fire_in_time_and_once,
    "I6": i06_a_message_counts_once,
    "I7": i07_a_case_has_ended_when_nothing_is_left_of_its_tree,
    "I8": i08_a_token_has_one_place,
    "I9": i09_a_row_has_the_tenant_of_its_case,
    "I10": i10_what_was_answered_is_true,
    "I11": i11_a_case_stays_on_its_version,
    "I12": i12_nothing_is_left_undone,
}
#: Those that hold at every instant, however many faults are under way.
SAFETY = tuple(name for name in INVARIANTS if name not in ("I5", "I12"))


def check(
    store: SqlStore, now: datetime, books: Books | None = None, names: Iterable[str] = tuple(INVARIANTS)
) -> list[str]:
    """What is wrong, each with the name of its invariant in front; empty when all hold."""
    look = Look(store, now, books or Books())
    return [f"{name}: {finding}" for name in names for finding in INVARIANTS[name](look)]


def require(
    store: SqlStore, now: datetime, books: Books | None = None, names: Iterable[str] = tuple(INVARIANTS)
) -> None:
    """AssertionError that names every violation."""
    found = check(store, now, books, names)
    assert not found, "\n".join(found)
