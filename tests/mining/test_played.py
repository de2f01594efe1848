"""Two cases played by hand on the real procedure: what mining counts is what the days were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from akzess.house import TENANT
from authority.mining import Line, Model, Tally, Trace
from authority.mining.cells import ALL, Measure
from authority.mining.conformance import Conformance, conformance
from authority.mining.path import steps
from authority.mining.weeks import Weeks, weeks
from engine.commands import ModifyCase
from engine.model import CaseStatus
from service.forecast.norms import norms
from service.mining.diagrams import models
from service.mining.work import Work
from store import MemoryStore
from store.mining.reading import Figure

from ..status.conftest import PDF, Office, built
from .told import holders

#: In this order, each after so many days on the desk: the counter stands open beside the fee.
DESK = {"UT-LEGAL": 1, "UT-FEE": 1, "UT-BIO": 1, "UT-ASSESS": 1, "UT-DECIDE": 1}


@dataclass(frozen=True)
class Played:
    """What was played, and the official clock."""

    trace: Trace
    model: Model
    net_days: int

    @property
    def weeks(self) -> Weeks:
        found = weeks(self.trace, steps(self.trace.lines), self.model)
        assert found is not None
        return found

    @property
    def fits(self) -> Conformance:
        return conformance(self.trace, self.model)

    def counted(self, measure: Measure) -> list[tuple[str, int, int, float]]:
        """(key, bucket, how many, days) of all cells of a measure."""
        tally = Tally()
        tally.add(self.trace, self.model)
        return [
            (one.key, one.bucket, one.n, round(one.total / 86_400, 3))
            for one in tally.cells()
            if (one.measure, one.site, one.case_group) == (measure, ALL, ALL)
        ]


def read(office: Office) -> Played:
    history = office.house.read.history(TENANT, office.case_id)
    lines = tuple(
        Line(one.seq, one.at, one.event, one.element_id, one.activation, one.outcome, one.started_at) for one in history
    )
    case = office.house.case(office.case_id)
    model = models(office.house.engine)(case.deployment_id)
    return Played(Trace(case.process_id, case.site, "FG1", lines[-1].at, lines), model, office.clock["netDays"])


def decides(office: Office) -> None:
    """To the decision, and to the end of the case."""
    for element, days in DESK.items():
        office.task(element)
        office.passes(days=days)
        office.completes(element)
    office.passes(days=20)
    office.completes("UT-HANDOUT")
    office.passes(days=8)
    assert office.house.case(office.case_id).status is CaseStatus.COMPLETED


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    found = built(MemoryStore())
    yield found
    found.house.close()


@pytest.fixture(scope="module")
def straight(office: Office) -> Played:
    """A day to the check, five for a missing paper, two to the second check, then the desk."""
    office.applies()
    office.passes(days=1)
    office.asks_for("DEG_CERTIFICATE")
    office.passes(days=5)
    office.entered().hands_in("DEG_CERTIFICATE", content=PDF)
    office.quiet()
    office.passes(days=2)
    office.completes("UT-COMPL", result="COMPLETE")
    decides(office)
    return read(office)


@pytest.fixture(scope="module")
def moved(office: Office) -> Played:
    """Checked at once; the question of the legal basis is skipped by hand, and put back after three days."""
    office.applies()
    office.completes("UT-COMPL", result="COMPLETE")
    first = office.task("UT-LEGAL")
    office.passes(days=3)
    command = ModifyCase(
        case_id=office.case_id, reason="twice", cancel=(first.activation,), start=("UT-LEGAL",), tenant=TENANT
    )
    office.house.handle(command)
    office.quiet()
    decides(office)
    return read(office)


def test_who_had_the_ball_is_who_was_waited_for(straight: Played) -> None:
    assert holders(straight.weeks.net.items()) == {"akz-clerk": 3, "abh-service": 2}


def test_before_the_clock_the_applicant_took_five_days_and_the_clerk_three(straight: Played) -> None:
    assert holders(straight.weeks.before.items()) == {"akz-clerk": 3, "applicant": 5}


def test_the_parts_are_the_official_net_days(straight: Played) -> None:
    assert straight.weeks.net_seconds == timedelta(days=straight.net_days).total_seconds()


def test_a_check_that_came_twice_is_counted_as_twice(straight: Played) -> None:
    assert [(n, times) for key, times, n, _ in straight.counted(Measure.SEEN) if key == "UT-COMPL"] == [(1, 2)]


def test_the_time_at_each_step_is_that_of_its_task(straight: Played) -> None:
    spent: dict[str, float] = {}
    for key, _, _, days in straight.counted(Measure.SPAN):
        if key in {*DESK, "UT-COMPL", "EG-REQ82"}:
            spent[key] = spent.get(key, 0) + days
    assert spent == {
        "UT-COMPL": 3,
        "EG-REQ82": 5,
        "UT-LEGAL": 1,
        "UT-FEE": 1,
        "UT-BIO": 2,
        "UT-ASSESS": 1,
        "UT-DECIDE": 1,
    }


def test_work_at_the_desk_is_that_of_the_norms(straight: Played) -> None:
    said = norms()
    waits = [Figure(key, bucket, n, 0) for key, bucket, n, _ in straight.counted(Measure.HOLD)]
    found = Work(straight.model, said).by_holder(waits, before_clock=False)
    minutes = {"akz-clerk": ("UT-LEGAL", "UT-ASSESS", "UT-DECIDE"), "abh-service": ("UT-BIO",)}
    assert found == {who: sum(said.minutes[one] for one in which) / 60 for who, which in minutes.items()}


def test_a_case_that_went_the_drawn_way_fits(straight: Played) -> None:
    assert (straight.fits.kinds, straight.fits.strayed) == (frozenset(), ())


def test_a_step_put_back_by_hand_is_told_as_that_and_nothing_else(moved: Played) -> None:
    assert moved.fits.kinds == {"MOVED"}


def test_until_it_was_moved_the_ball_was_where_the_task_lay(moved: Played) -> None:
    assert holders(moved.weeks.net.items()) == {"akz-clerk": 6, "abh-service": 2}


def test_a_move_by_hand_takes_no_time_from_the_official_clock(moved: Played) -> None:
    assert moved.weeks.net_seconds == timedelta(days=moved.net_days).total_seconds()
