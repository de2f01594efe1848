"""The cases that the engine and plain SpiffWorkflow are compared by, and a watch for their steps."""

from __future__ import annotations

import time

from tests.kernel.diagrams import element, end, flows, message, on_message, process, service, start, user

DATA = {f"field{number}": "x" * 34 for number in range(45)}  # about 2 KB of case data
LOOP = process(
    start(), element("exclusiveGateway", "enter"), user("a"), element("exclusiveGateway", "again", default="f-again-end"), end(),
    flows("start -> enter -> a -> again", "again -> enter : =more = true", "again -> end"),
)  # fmt: skip


def case(extra: int) -> bytes:
    """Start, task, gateway, two parallel service tasks beside a message, join, task; then `extra` tasks and gateways.

    With extra=0 it is the small case of the design's comparison; with 68 it has the size of akzess-main. The
    tail is never reached in the measurement but has to be carried along by an engine that stores its diagram.
    """
    tail, way, last = "", [], "b"
    for number in range(extra):
        tail += user(f"u{number}") + element("exclusiveGateway", f"g{number}", default=f"f-g{number}-m{number}")
        tail += element("exclusiveGateway", f"m{number}")
        way += [f"{last} -> u{number} -> g{number} -> m{number}", f"g{number} -> u{number} : =again = true"]
        last = f"m{number}"
    gates = (
        element("exclusiveGateway", "g", default="f-g-end")
        + element("parallelGateway", "fork")
        + element("parallelGateway", "join")
    )
    middle = flows(
        "start -> a -> g", "g -> fork : =x > 0", "g -> end", "fork -> s1 -> join", "fork -> s2 -> join", "fork -> m -> join -> b",
        *way, f"{last} -> end",
    )  # fmt: skip
    catch = element("intermediateCatchEvent", "m", on_message("answer"))
    return process(
        start(),
        user("a"),
        gates,
        service("s1"),
        service("s2"),
        catch,
        user("b"),
        tail,
        end(),
        middle,
        tops=message("answer"),
    )


class Watch:
    """Notes the time between marks."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def mark(self, name: str) -> None:
        """The time since the last mark belongs to `name`."""
        now = time.perf_counter()
        self.seconds[name] = now - self._last
        self._last = time.perf_counter()
