"""What happened against what is drawn: flows, containers, hands."""

from __future__ import annotations

from authority.mining.conformance import conformance

from .told import Teller, model, straight


def test_a_case_that_went_the_drawn_way_fits() -> None:
    assert conformance(straight(pause=4), model()).kinds == frozenset()


def test_a_step_that_was_left_out_is_seen_at_the_next_one() -> None:
    told = Teller().command("StartCase", 0).left("START", 0, 0).command("CompleteTask", 1).left("CHECK", 0, 1)
    told.command("CompleteTask", 3).left("DECIDE", 1, 3)
    assert conformance(told.trace(), model()).strayed == ("DECIDE",)


def test_a_token_moved_by_hand_is_told_as_that() -> None:
    told = Teller().command("StartCase", 0).left("START", 0, 0)
    told.command("ModifyCase", 2).left("CHECK", 0, 2, "cancelled").command("CompleteTask", 3).left("DECIDE", 2, 3)
    assert conformance(told.trace(), model()).kinds == {"MOVED"}


def test_a_migration_is_no_deviation_of_the_way() -> None:
    trace = straight()
    told = Teller()
    told.lines = [*trace.lines]
    told.command("MigrateCase", 40)
    assert conformance(told.trace(), model()).fitness == 1.0


def test_an_element_of_no_diagram_fits_nowhere() -> None:
    told = Teller().command("StartCase", 0).left("START", 0, 0).left("GHOST", 0, 0)
    assert conformance(told.trace(), model()).strayed == ("GHOST",)
