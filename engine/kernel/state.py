"""A case's live state: a tree of activations, stored without the diagram, in a numbered format with a checksum.

Only what is alive is here: finished parts leave the tree and become history rows, so the cost of a step does not grow
with the age of a case.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from typing import Any

import zstandard

from ..errors import BudgetExceeded, Corrupt
from . import values
from .bundle import Bundle
from .definition import Node

STATE_FORMAT = 1
MAX_STATE_BYTES = 4 * 1024 * 1024
_COMPRESS_ABOVE = 512  # below this zstd's frame costs more than it saves
_PLAIN, _ZSTD = b"\x00", b"\x01"
# Incidents beside which an activation goes on: one of its timers lacks a value, or a command wanted too much.
BESIDE = frozenset({"follow", "budget"})


class _Zstd(threading.local):
    """Of each thread its own: used by two at once they mix up what they hold, or end the process."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=1)
        self.decompressor = zstandard.ZstdDecompressor()


_zstd = _Zstd()


class Activation:
    """One entered element: a waiting leaf, or a scope (process, sub-process, call, loop body) with children.

    `since` is in milliseconds since 1970 UTC. `vars` are the variables of this scope (None: no scope of its own).
    `x` holds what only some elements need: "n" index in a loop, "mi" loop state, "in" tokens at a join, "t" timers
    by element, "cond" last value of conditions, "k" correlation keys other than the business key, "seen" and "got"
    what an event of several has caught, "comp" records for compensation, "c" a running compensation, "for" the
    compensation that a handler works for, "cs" a scope opened again to be undone, "iso" a call that sees only its
    inputs, "stuck" phase and code of an incident with "result", "begin" and "armed" for the retry.
    """

    __slots__ = ("children", "id", "node", "scope", "since", "vars", "x")

    def __init__(self, number: int, node: Node, scope: Activation | None, since: int) -> None:
        self.id = number
        self.node = node
        self.scope = scope
        self.since = since
        self.vars: dict[str, Any] | None = None
        self.x: dict[str, Any] = {}
        self.children: dict[int, Activation] = {}

    def ancestors(self) -> Iterator[Activation]:
        """Itself, then outwards to the process."""
        activation: Activation | None = self
        while activation is not None:
            yield activation
            activation = activation.scope

    def descendants(self) -> Iterator[Activation]:
        """Everything inside, innermost first, itself last."""
        for child in list(self.children.values()):
            yield from child.descendants()
        yield self

    @property
    def home(self) -> Activation:
        """The scope that it is in; only a case's outermost process has none, and that is completed, never left."""
        if self.scope is None:
            raise ValueError(f"{self.node.id} is the outermost scope")
        return self.scope

    @property
    def phase(self) -> str:
        """Where it got stuck ("enter", "work", "job"…); empty when it has no incident."""
        return str(self.x["stuck"][0]) if "stuck" in self.x else ""

    @property
    def halted(self) -> bool:
        """True while an incident keeps it from going on."""
        return "stuck" in self.x and self.phase not in BESIDE

    @property
    def is_body(self) -> bool:
        """True for a loop as a whole: its rounds are its children."""
        return self.node.loop is not None and not self.is_instance

    @property
    def is_instance(self) -> bool:
        """True for one round of a loop (its body is the scope)."""
        return "n" in self.x


class State:
    """The tree with its counter, the rest of an interrupted step, and who completed watched tasks."""

    def __init__(self) -> None:
        self.live: dict[int, Activation] = {}
        self.next_id = 1
        self.root: Activation | None = None
        self.queue: list[int] = []
        self.changed: list[str] = []  # variables written in the part of a divided step that is done
        self.run = 0
        self.persons: dict[str, list[str]] = {}
        self.final: dict[str, Any] | None = None  # the process variables of a case that has ended
        self.held: list[list[Any]] = []  # what came in while the case was suspended, to be done on resumption

    def add(self, node: Node, scope: Activation | None, since: int) -> Activation:
        """A new activation inside `scope`."""
        activation = Activation(self.next_id, node, scope, since)
        self.next_id += 1
        self.live[activation.id] = activation
        if scope is None:
            self.root = activation
        else:
            scope.children[activation.id] = activation
        return activation

    def remove(self, activation: Activation) -> None:
        """Take a finished activation out of the tree."""
        del self.live[activation.id]
        if activation.scope is not None:
            del activation.scope.children[activation.id]
        else:
            self.root = None


def encode(state: State) -> tuple[bytes, bytes]:
    """The stored bytes of a state and their SHA-256; raises BudgetExceeded above 4 MB."""
    rows = []
    for activation in state.live.values():
        scope = activation.scope
        row: list[Any] = [activation.id, scope.id if scope else 0, activation.node.id, activation.since]
        if scope is None or scope.node.process is not activation.node.process:
            row.append(activation.node.process.id)
        else:
            row.append(0)
        if activation.vars is not None or activation.x:
            row.append(activation.vars)
        if activation.x:
            row.append(activation.x)
        rows.append(row)
    content = {"n": state.next_id, "a": rows, "q": state.queue, "r": state.run, "p": state.persons}
    if state.final is not None:
        content["f"] = state.final
    if state.held:
        content["h"] = state.held
    if state.changed:
        content["w"] = state.changed
    raw = values.dumps(content)
    if len(raw) > MAX_STATE_BYTES:
        raise BudgetExceeded(f"the case holds {len(raw)} bytes; allowed are {MAX_STATE_BYTES}")
    data = _ZSTD + _zstd.compressor.compress(raw) if len(raw) > _COMPRESS_ABOVE else _PLAIN + raw
    return data, hashlib.sha256(data).digest()


def decode(data: bytes, checksum: bytes, state_format: int, bundle: Bundle) -> State:
    """Load a state; raises Corrupt when checksum, format or content are not what this version wrote."""
    if hashlib.sha256(data).digest() != checksum:
        raise Corrupt("the stored state does not match its checksum")
    if state_format != STATE_FORMAT:
        raise Corrupt(f"state format {state_format} is not known to this version")
    try:
        raw = (
            data[1:] if data[:1] == _PLAIN else _zstd.decompressor.decompress(data[1:], max_output_size=MAX_STATE_BYTES)
        )
        return _build(values.loads(raw), bundle)
    except (ValueError, KeyError, TypeError, IndexError, zstandard.ZstdError) as error:
        raise Corrupt(f"the stored state cannot be read: {type(error).__name__}") from error


def _build(content: dict[str, Any], bundle: Bundle) -> State:
    state = State()
    for row in content["a"]:
        number, scope_id, node_id, since, process_id = row[:5]
        scope = state.live[scope_id] if scope_id else None
        process = bundle.processes[process_id] if process_id else scope.node.process  # type: ignore[union-attr]
        activation = Activation(number, process.nodes[node_id], scope, since)
        if len(row) > 5:
            activation.vars = row[5]
        if len(row) > 6:
            activation.x = row[6]
        state.live[number] = activation
        if scope is None:
            state.root = activation
        else:
            scope.children[number] = activation
    state.next_id, state.queue, state.run, state.persons = content["n"], content["q"], content["r"], content["p"]
    state.final, state.held, state.changed = content.get("f"), content.get("h", []), content.get("w", [])
    return state
