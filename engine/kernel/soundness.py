"""Soundness by looking at every state a level can be in: deadlock, lack of synchronisation, never ending.

The notion is van der Aalst's (option to complete, proper completion), reported in words a designer can act on, each with
the shortest way that shows it. An element that never begins shows as the deadlock before it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from ..errors import Finding
from .bundle import Bundle
from .definition import CONTAINERS, Node, Process
from .kept import Kept, digest
from .soundness_net import Marking, Net, Place, Transition, build, flow_place

#: Looked at in all levels of a bundle together, so that looking never costs it the deployment (the reader has 5 s of CPU);
#: a level for which they do not suffice is said not to have been looked through.
MOST_STATES = 20_000
ALWAYS = 500  # of each level at least, that a small one is not left out because of a large one
ENDED: Marking = frozenset()


@dataclass(slots=True)
class Exploration:
    """What was found of a level: how each marking was reached, and where it can go."""

    net: Net
    came: dict[Marking, tuple[Marking | None, str]] = field(default_factory=dict)
    onward: dict[Marking, list[Marking]] = field(default_factory=dict)
    doubled: dict[str, Marking] = field(default_factory=dict)  # element that met itself, and the marking before
    complete: bool = True
    ends_by_itself: bool = False


def check_soundness(bundle: Bundle, kept: Kept | None = None, odd: Collection[str] = ()) -> list[Finding]:
    """Findings about every level of every process of a bundle; all of them are warnings with a path.

    `odd`: files whose ways cannot be explored, for they have errors of structure.

    Warnings, because conditions are left aside: a diagram whose conditions exclude the path still runs. `kept`: what
    was found of processes whose files have not changed since.
    """
    findings: list[Finding] = []
    kept = kept or Kept()
    left = MOST_STATES
    for process in bundle.processes.values():
        if process.resource in odd:
            continue
        key = ("soundness", process.id, process.resource, digest(bundle.resources.get(process.resource, b"")))
        known = kept.peek(key)
        # Found with as much to spare as there is now, it would be found again.
        looked = known if isinstance(known, Looked) and known.states <= left else _look(process, left)
        if looked.complete:
            kept.put(key, looked)
        left -= looked.states
        findings += looked.findings
    return findings


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found of a process, and how many states were looked at; `complete`: no level had more."""

    findings: tuple[Finding, ...]
    states: int
    complete: bool


def _look(process: Process, left: int) -> Looked:
    findings: list[Finding] = []
    ends: set[str] = set()
    states, complete = 0, True
    for level in _innermost_first(process.root):
        explored = explore(build(level, frozenset(ends)), max(left - states, ALWAYS))
        states += len(explored.came)
        complete = complete and explored.complete
        if explored.ends_by_itself or not explored.complete:  # nothing is said of its parent that is not known
            ends.add(level.id)
        findings += _findings(process, explored)
    return Looked(tuple(findings), states, complete)


def explore(net: Net, most: int = MOST_STATES) -> Exploration:
    """Every marking that can be reached, breadth first, so that each is known by a shortest way; at most so many."""
    found = Exploration(net)
    todo: deque[Marking] = deque()
    by_place: dict[Place, list[Transition]] = {}
    for transition in net.transitions:
        if transition.takes:
            by_place.setdefault(transition.takes[0], []).append(transition)
    joins = [transition for transition in net.transitions if transition.joins]
    for beginning in net.beginnings:
        if beginning not in found.came:
            found.came[beginning] = (None, "")
            todo.append(beginning)
    while todo:
        marking = todo.popleft()
        onward: list[Marking] = []
        for transition, taken in _enabled(net, marking, by_place, joins):
            rest = marking - taken - transition.wipes
            if transition.closes:
                follower = ENDED
            else:
                if twice := _twice(net, rest, transition.puts):
                    found.doubled.setdefault(twice, marking)
                follower = rest.union(transition.puts)
            if follower == ENDED and not _throws(net, transition):
                found.ends_by_itself = True
            onward.append(follower)
            if follower not in found.came:
                if len(found.came) >= most:
                    found.complete = False
                    continue
                found.came[follower] = (marking, transition.element)
                todo.append(follower)
        found.onward[marking] = onward
    return found


def _enabled(
    net: Net, marking: Marking, by_place: dict[Place, list[Transition]], joins: list[Transition]
) -> Iterator[tuple[Transition, frozenset[Place]]]:
    """What may happen next. The machine runs until every token waits, so what happens at once goes first, token by token."""
    outside: list[Transition] = []
    for place in sorted(marking):
        ready = [move for move in by_place.get(place, ()) if all(taken in marking for taken in move.takes)]
        now = [move for move in ready if not move.waits]
        if now:
            yield from ((move, frozenset(move.takes)) for move in now)
            return
        outside += ready
    for join in joins:
        ways = net.joins[join.element]
        filled = frozenset(flow for flow in ways if flow in marking)
        towards = frozenset().union(*(ways[flow] for flow in ways if flow not in filled))
        towards = towards.difference(*(ways[flow] for flow in filled))
        if filled and not any(place in towards for place in marking - filled):
            yield join, filled
            return
    yield from ((move, frozenset(move.takes)) for move in outside)


def _twice(net: Net, rest: Marking, puts: tuple[Place, ...]) -> str | None:
    """The first element that would meet itself, None when each token finds its place empty.

    What only a non-interrupting boundary event leads to does not count: reminders of two rounds may overlap.
    """
    seen = set(rest)
    for put in puts:
        if put in seen and _element_of(net, put) in net.main:
            return _element_of(net, put)
        seen.add(put)
    return None


def _element_of(net: Net, place: Place) -> str:
    """The element at which tokens of a place are: the one they are in, or the one their flow leads to."""
    if place in net.leads:
        return net.leads[place]
    node = net.level.process.nodes[place.partition(" ")[2]]
    return node.attached_to or node.id


def _throws(net: Net, transition: Transition) -> bool:
    """True for an end that leaves the level by an error or a cancellation instead of ending it."""
    node = net.level.process.nodes[transition.element]
    return transition.closes and any(event.kind in ("error", "cancel") for event in node.events)


def _innermost_first(root: Node) -> Iterator[Node]:
    for child in root.children:
        if child.type in CONTAINERS:
            yield from _innermost_first(child)
    yield root


def _findings(process: Process, explored: Exploration) -> Iterator[Finding]:
    nodes = process.nodes
    level = explored.net.level
    if not explored.complete:
        text = f"Dieser Teil wurde nicht ganz betrachtet: Das Paket hat mehr als {MOST_STATES:,} Zustände. Teilprozesse helfen."
        english = (
            f"This part was not looked through: the bundle has more than {MOST_STATES:,} states. Sub-processes help."
        )
        yield _finding(process, level, "soundness-unknown", (text.replace(",", "."), english), (), "info")
    for element, marking in sorted(explored.doubled.items()):
        if any(
            element in process.reachable(first) and first not in process.reachable(element)
            for first in explored.doubled
        ):
            continue  # what follows from the first is not told again
        german = (
            f"„{_name(nodes[element])}“ kann ein zweites Mal beginnen, während das erste noch läuft: "
            "Die Zweige davor werden nicht zusammengeführt (paralleles oder inklusives Gateway einsetzen)."
        )
        english = (
            f"“{_name(nodes[element])}” can begin a second time while the first is still under way: "
            "the branches before it are not joined (put in a parallel or inclusive gateway)."
        )
        yield _finding(process, nodes[element], "lack-of-synchronisation", (german, english), _path(explored, marking))
    stuck = [marking for marking, onward in explored.onward.items() if not onward and marking]
    if explored.complete and not explored.doubled:
        yield from _endless(process, explored, stuck)
    told: set[str] = set()
    for marking in stuck:
        for element in {explored.net.leads[place] for place in marking if place in explored.net.leads} - told:
            told.add(element)
            missing = ", ".join(f"„{flow}“" for flow in nodes[element].incoming if flow_place(flow) not in marking)
            german = f"Hier kann der Fall stehen bleiben: Auf {missing} kommt nichts mehr an. Die Verzweigung davor "
            german += "und diese Zusammenführung passen nicht zusammen (exklusiv mit exklusiv, parallel mit parallel)."
            english = f"A case can get stuck here: nothing will come by {missing} any more. The split before and this "
            english += "join do not fit (exclusive with exclusive, parallel with parallel)."
            yield _finding(process, nodes[element], "deadlock", (german, english), _path(explored, marking))


def _endless(process: Process, explored: Exploration, stuck: list[Marking]) -> Iterator[Finding]:
    """States from which the level never ends although something always goes on."""
    backwards: dict[Marking, list[Marking]] = {}
    for marking, onward in explored.onward.items():
        for follower in onward:
            backwards.setdefault(follower, []).append(marking)
    fine: set[Marking] = set()
    todo: list[Marking] = [ENDED, *stuck]
    while todo:
        marking = todo.pop()
        if marking not in fine:
            fine.add(marking)
            todo += backwards.get(marking, ())
    for marking in explored.came:
        if marking not in fine and marking != ENDED:
            german = "Ab hier endet dieser Teil nie mehr: Kein Weg führt zu einem Ende."
            english = "From here this part never ends: no way leads to an end."
            path = _path(explored, marking)
            node = process.nodes[path[-1]] if path else explored.net.level
            yield _finding(process, node, "never-ending", (german, english), path)
            return


def _path(explored: Exploration, marking: Marking) -> tuple[str, ...]:
    """The elements of a shortest way to a marking, first one first."""
    path: list[str] = []
    at: Marking | None = marking
    while at is not None:
        at, element = explored.came[at]
        if element and path[-1:] != [element]:
            path.append(element)
    return tuple(reversed(path))


def _name(node: Node) -> str:
    return node.name or node.id


def _finding(
    process: Process, node: Node, code: str, texts: tuple[str, str], path: Iterable[str], severity: str = "warning"
) -> Finding:
    german, english = texts
    return Finding(process.resource, node.id, code, german, severity, node.line, message_en=english, path=tuple(path))
