"""Messages, signals, timers, conditions and links, as BPMN 2.0 says (named in engine.kernel.proven)."""

from __future__ import annotations

from engine.model import CaseStatus
from tests.kernel.diagrams import boundary, element, end, flows, message, on_message, on_timer, process, start, user
from tests.kernel.events import ON_SIGNAL, SIGNAL, catch, eventsub, on_condition, throw
from tests.kernel.office import Office

# -- messages


def test_a_message_starts_a_case(office: Office) -> None:
    begun = element("startEvent", "m", on_message("application"))
    office.deploy(process(begun, user("a"), flows("m -> a"), tops=message("application", key="")))
    receipt = office.receives("application", key="", message_id="one", who="Muster")
    again = office.receives("application", key="", message_id="one", who="Muster")
    assert receipt == again
    cases = [s for s in range(1, 9) if _exists(office, s)]
    assert len(cases) == 1


def _exists(office: Office, number: int) -> bool:
    from engine.errors import NotFound

    try:
        office.case_id = f"00000000-0000-7000-8000-{number:012d}"
        office.case()
    except NotFound:
        return False
    return True


def test_a_catch_event_waits_for_its_message(office: Office) -> None:
    office.runs(
        process(start(), catch("m", on_message("hello")), user("a"), flows("start -> m -> a"), tops=message("hello"))
    )
    office.receives("hello", key="somebody else")
    assert office.open() == []
    office.receives("hello", n=1)
    assert office.open() == ["a"]


def test_a_message_that_is_early_waits_for_its_receiver(office: Office) -> None:
    office.runs(
        process(
            start(),
            user("a"),
            catch("m", on_message("hello")),
            user("b"),
            flows("start -> a -> m -> b"),
            tops=message("hello"),
        )
    )
    office.receives("hello", n=1)
    office.completes("a")
    assert office.open() == ["b"]
    assert office.variables() == {"n": 1}


def test_a_throwing_event_publishes_its_message(office: Office) -> None:
    mapping = '<zeebe:ioMapping><zeebe:input source="=x" target="told" /></zeebe:ioMapping>'
    way = flows("start -> fork -> t -> end", "fork -> m -> a")
    gates = element("parallelGateway", "fork")
    office.runs(
        process(
            start(),
            gates,
            throw("t", on_message("hello"), mapping),
            catch("m", on_message("hello")),
            user("a"),
            end(),
            way,
            tops=message("hello"),
        ),
        x=7,
    )
    assert office.open() == []
    office.relays()
    assert office.open() == ["a"]
    assert office.variables()["told"] == 7


def test_an_end_event_publishes_its_message(office: Office) -> None:
    way = flows("start -> fork -> e", "fork -> m -> a")
    gates = element("parallelGateway", "fork")
    office.runs(
        process(
            start(),
            gates,
            end("e", on_message("hello")),
            catch("m", on_message("hello")),
            user("a"),
            way,
            tops=message("hello"),
        )
    )
    office.relays()
    assert office.open() == ["a"]


def test_the_last_message_of_a_case_goes_out(office: Office) -> None:
    office.runs(process(start(), end("e", on_message("bye")), flows("start -> e"), tops=message("bye")))
    assert office.status is CaseStatus.COMPLETED
    assert office.relays() == 1


def test_a_message_boundary_fires_every_time(office: Office) -> None:
    """Defect D16: SpiffWorkflow fires a non-interrupting message boundary once."""
    note = boundary("noted", "a", on_message("note"), interrupting=False)
    office.runs(process(start(), user("a"), note, user("n"), flows("start -> a", "noted -> n"), tops=message("note")))
    for count in range(1, 4):
        office.receives("note")
        assert office.open() == ["a"] + ["n"] * count


def test_a_none_event_is_passed(office: Office) -> None:
    office.runs(process(start(), throw("t"), end(), flows("start -> t -> end")))
    assert office.status is CaseStatus.COMPLETED


# -- signals


def test_a_signal_starts_a_case(office: Office) -> None:
    from engine.commands import BroadcastSignal

    begun = element("startEvent", "s", ON_SIGNAL)
    office.deploy(process(begun, user("a"), flows("s -> a"), tops=SIGNAL))
    reached = office.engine.handle(BroadcastSignal(name="alarm"))
    assert office.open(reached.cases[0]) == ["a"]


def test_a_signal_reaches_its_own_case_and_others(office: Office) -> None:
    way = flows("start -> fork -> a -> t -> end", "fork -> c -> z")
    gates = element("parallelGateway", "fork")
    diagram = process(
        start(), gates, user("a"), throw("t", ON_SIGNAL), catch("c", ON_SIGNAL), user("z"), end(), way, tops=SIGNAL
    )
    other = office.runs(diagram)
    mine = office.starts()
    office.completes("a")
    assert office.open(mine) == ["z"]
    assert office.open(other) == ["a"]
    office.relays()
    assert office.open(other) == ["a", "z"]


def test_an_end_event_broadcasts_its_signal(office: Office) -> None:
    way = flows("start -> fork -> a -> e", "fork -> c -> z")
    gates = element("parallelGateway", "fork")
    office.runs(
        process(start(), gates, user("a"), end("e", ON_SIGNAL), catch("c", ON_SIGNAL), user("z"), way, tops=SIGNAL)
    )
    office.completes("a")
    assert office.open() == ["z"]


def test_a_signal_boundary_interrupts(office: Office) -> None:
    from engine.commands import BroadcastSignal

    alarm = boundary("alarm", "a", ON_SIGNAL)
    office.runs(process(start(), user("a"), alarm, user("z"), flows("start -> a", "alarm -> z"), tops=SIGNAL))
    office.engine.handle(BroadcastSignal(name="alarm"))
    assert office.open() == ["z"]


# -- timers


def test_a_timer_lets_the_case_go_on(office: Office) -> None:
    office.runs(process(start(), catch("t", on_timer("P14D")), user("a"), flows("start -> t -> a")))
    assert office.passes(days=13) == 0
    assert office.passes(days=2) == 1
    assert office.open() == ["a"]


def test_a_timer_boundary_interrupts(office: Office) -> None:
    late = boundary("late", "a", on_timer("P1D"))
    office.runs(process(start(), user("a"), late, user("b"), flows("start -> a", "late -> b")))
    office.passes(days=1)
    assert office.open() == ["b"]


def test_a_cycle_fires_as_often_as_it_says(office: Office) -> None:
    late = boundary("late", "a", on_timer("R3/PT10M", "timeCycle"), interrupting=False)
    office.runs(process(start(), user("a"), late, user("n"), flows("start -> a", "late -> n")))
    assert office.passes(hours=5) == 3
    assert office.open() == ["a", "n", "n", "n"]


def test_a_timer_of_a_completed_task_never_fires(office: Office) -> None:
    late = boundary("late", "a", on_timer("P1D"), interrupting=False)
    office.runs(process(start(), user("a"), late, user("b"), user("c"), flows("start -> a -> c", "late -> b")))
    office.completes("a")
    assert office.passes(days=2) == 0


def test_a_timer_starts_an_event_subprocess(office: Office) -> None:
    office.runs(
        process(start(), user("a"), flows("start -> a"), eventsub(on_timer("P1D"), user("n"), interrupting=False))
    )
    office.passes(days=3)
    assert office.open() == ["a", "n"]


def test_a_timer_that_follows_a_variable_moves_with_it(office: Office) -> None:
    follows = '<akzess:follows variable="clock" />'
    begun = element("startEvent", "es", on_timer("=clock.due", "timeDate"), follows, isInterrupting="false")
    ladder = element(
        "subProcess", "eventsub", begun + user("n") + flows("es -> n", prefix="g"), triggeredByEvent="true"
    )
    office.runs(process(start(), user("a"), flows("start -> a"), ladder), clock={"due": None})
    from engine.commands import SetVariables

    def sets(due: str | None) -> None:
        office.engine.handle(SetVariables(case_id=office.case_id, variables={"clock": {"due": due}}))

    assert office.passes(days=1) == 0
    sets("2026-10-25T12:00:00+01:00")
    sets("2026-10-30T12:00:00+01:00")  # a pause moved it
    assert office.passes(days=5) == 0
    sets(None)  # paused
    assert office.passes(days=5) == 0
    sets("2026-11-05T12:00:00+01:00")
    assert office.passes(days=10) == 1
    assert office.open() == ["a", "n"]


# -- conditions


def test_a_condition_lets_the_case_go_on(office: Office) -> None:
    way = flows("start -> fork -> a -> end", "fork -> c -> z")
    gates = element("parallelGateway", "fork")
    office.runs(process(start(), gates, user("a"), catch("c", on_condition("=ready = true")), user("z"), end(), way))
    office.completes("a", ready=True)
    assert office.open() == ["z"]


def test_a_condition_at_the_boundary_interrupts(office: Office) -> None:
    way = flows("start -> fork -> a -> end", "fork -> b", "c -> z")
    gates = element("parallelGateway", "fork")
    stop = boundary("c", "b", on_condition("=x > 3"))
    office.runs(process(start(), gates, user("a"), user("b"), stop, user("z"), end(), way), x=1)
    office.completes("a", x=5)
    assert office.open() == ["z"]


def test_a_condition_starts_an_event_subprocess(office: Office) -> None:
    part = eventsub(on_condition("=x > 3"), user("n"), interrupting=False)
    office.runs(process(start(), user("a"), user("b"), flows("start -> a -> b"), part), x=1)
    office.completes("a", x=5)
    assert office.open() == ["b", "n"]


# -- links


def test_a_link_jumps_to_its_target(office: Office) -> None:
    link = '<bpmn:linkEventDefinition name="L" />'
    office.runs(process(start(), throw("t", link), catch("c", link), user("a"), flows("start -> t", "c -> a")))
    assert office.open() == ["a"]
