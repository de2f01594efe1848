"""Diagrams that get stuck, double themselves or never end are told apart from those that are sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import Finding
from engine.functions import FUNCTIONS
from engine.kernel.deployment import build
from engine.kernel.soundness import check_soundness
from tests.kernel.diagrams import boundary, element, end, flows, on_timer, process, start, user

AKZESS = Path(__file__).parents[2] / "processes" / "akzess"


def findings(*parts: str) -> list[Finding]:
    bundle, problems = build({"p.bpmn": process(*parts)}, FUNCTIONS)
    assert not [problem for problem in problems if problem.severity == "error"], problems
    return check_soundness(bundle)


def gateway(kind: str, element_id: str, **attributes: str) -> str:
    return element(f"{kind}Gateway", element_id, **attributes)


def two_branches(first: str, second: str) -> str:
    lines = ["start -> split", "a -> join -> c -> end", "b -> join"]
    lines += {
        "exclusive": ["split -> a", "split -> b : =no"],
        "inclusive": ["split -> a : =yes", "split -> b : =no"],
        "parallel": ["split -> a", "split -> b"],
    }[first]
    default = {"default": "f-split-a"} if first == "exclusive" else {}
    return "".join(
        (
            start(),
            gateway(first, "split", **default),
            user("a"),
            user("b"),
            gateway(second, "join"),
            user("c"),
            end(),
            flows(*lines),
        )
    )


@pytest.mark.parametrize("kind", ["exclusive", "parallel", "inclusive"])
def test_branches_joined_as_they_were_split_are_sound(kind: str) -> None:
    assert findings(two_branches(kind, kind)) == []


@pytest.mark.parametrize("kind", ["exclusive", "inclusive"])
def test_a_parallel_join_behind_a_choice_gets_stuck(kind: str) -> None:
    (found,) = findings(two_branches(kind, "parallel"))
    assert (found.code, found.element_id, found.path) == ("deadlock", "join", ("start", "split", "a"))


@pytest.mark.parametrize("kind", ["parallel", "inclusive"])
def test_branches_that_run_together_and_are_not_joined_do_the_rest_twice(kind: str) -> None:
    found = findings(two_branches(kind, "exclusive"))
    assert {f.code for f in found} == {"lack-of-synchronisation"}
    assert found[0].element_id == "c"


def test_an_inclusive_join_fits_any_split() -> None:
    assert [findings(two_branches(kind, "inclusive")) for kind in ("exclusive", "parallel", "inclusive")] == [
        [],
        [],
        [],
    ]


def test_a_loop_without_a_way_out_never_ends() -> None:
    (found,) = findings(start(), user("a"), user("b"), end(), gateway("exclusive", "g", default="f-g-b"),
                        flows("start -> g", "g -> end : =no", "g -> b -> a -> b"))  # fmt: skip
    assert (found.code, found.element_id) == ("never-ending", "g")


def test_a_loop_with_a_way_out_is_sound() -> None:
    assert (
        findings(start(), user("a"), gateway("exclusive", "g", default="f-g-a"), end(),
                 flows("start -> a -> g", "g -> end : =yes", "g -> a"))
        == []
    )  # fmt: skip


def test_a_reminder_beside_a_task_is_sound() -> None:
    reminder = boundary("late", "a", on_timer("P1D"), interrupting=False)
    assert findings(start(), user("a"), reminder, user("remind"), end(), end("told"),
                    flows("start -> a -> end", "late -> remind -> told")) == []  # fmt: skip


def test_a_reminder_that_runs_into_the_main_way_does_it_twice() -> None:
    reminder = boundary("late", "a", on_timer("P1D"), interrupting=False)
    found = findings(start(), user("a"), reminder, user("b"), end(), flows("start -> a -> b -> end", "late -> b"))
    assert [(f.code, f.element_id) for f in found] == [("lack-of-synchronisation", "b")]


def test_reminders_of_two_rounds_may_overlap() -> None:
    reminder = boundary("late", "a", on_timer("P1D"), interrupting=False)
    assert findings(start(), user("a"), reminder, user("remind"), gateway("exclusive", "g", default="f-g-a"), end(),
                    end("told"), flows("start -> a -> g", "g -> a", "g -> end : =yes", "late -> remind -> told")) == []  # fmt: skip


def test_a_deadline_that_ends_the_task_is_sound() -> None:
    deadline = boundary("late", "a", on_timer("P1D"))
    assert findings(start(), user("a"), deadline, user("b"), end(), flows("start -> a -> b -> end", "late -> b")) == []


def test_a_terminate_end_leaves_nothing_behind() -> None:
    everything = end("stop", "<bpmn:terminateEventDefinition/>")
    assert findings(start(), gateway("parallel", "split"), user("a"), user("b"), everything, end(),
                    flows("start -> split -> a -> stop", "split -> b -> end")) == []  # fmt: skip


def test_a_part_that_only_ends_by_error_is_not_left_the_normal_way() -> None:
    fails = end("fails", '<bpmn:errorEventDefinition errorRef="e" />')
    inner = start("s") + user("u") + fails + flows("s -> u -> fails", prefix="i")
    caught = boundary("caught", "sub", '<bpmn:errorEventDefinition errorRef="e" />')
    parts = start() + element("subProcess", "sub", inner) + caught + gateway("parallel", "split") + user("a")
    parts += user("b") + gateway("parallel", "join") + end() + end("never")
    parts += flows("start -> split -> a -> join -> end", "split -> sub -> b -> join", "caught -> never")
    data = process(parts, tops=element("error", "e", errorCode="E", name="E"))
    bundle, _ = build({"p.bpmn": data}, FUNCTIONS)
    assert [(f.code, f.element_id) for f in check_soundness(bundle)] == [("deadlock", "join")]


def test_the_procedure_is_sound() -> None:
    files = {p.name: p.read_bytes() for p in AKZESS.rglob("*") if p.suffix in (".bpmn", ".dmn", ".form")}
    bundle, _ = build(files, FUNCTIONS)
    assert check_soundness(bundle) == []


def side_by_side(count: int, prefix: str = "f") -> str:
    """So many user tasks at once: two to the power of their number states."""
    tasks = [f"{prefix}u{number}" for number in range(count)]
    return "".join(
        (
            start(f"{prefix}s"),
            gateway("parallel", f"{prefix}split"),
            gateway("parallel", f"{prefix}join"),
            end(f"{prefix}e"),
            *map(user, tasks),
            flows(f"{prefix}s -> {prefix}split", f"{prefix}join -> {prefix}e", prefix=prefix),
            flows(*(f"{prefix}split -> {task} -> {prefix}join" for task in tasks), prefix=prefix),
        )
    )


def test_what_is_too_large_to_be_looked_through_is_said_and_nothing_else() -> None:
    wide = element("subProcess", "wide", side_by_side(16, "w"))
    found = findings(start(), wide, user("after"), end(), flows("start -> wide -> after -> end"))
    assert [(f.code, f.element_id, f.severity) for f in found] == [("soundness-unknown", "wide", "info")]


def test_many_large_levels_share_what_may_be_looked_at() -> None:
    levels = [element("subProcess", f"w{n}", side_by_side(13, f"w{n}")) for n in range(4)]
    found = findings(start(), *levels, end(), flows("start -> w0 -> w1 -> w2 -> w3 -> end"))
    assert [f.element_id for f in found if f.code == "soundness-unknown"] == ["w2", "w3"]
