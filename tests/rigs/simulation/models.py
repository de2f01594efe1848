"""Small processes that wait for everything a case can wait for, and what their cases begin with."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from tests.kernel.diagrams import (
    boundary,
    element,
    end,
    flows,
    message,
    on_message,
    on_timer,
    process,
    service,
    start,
    user,
)

_FOR_CLERKS = '<zeebe:userTask /><zeebe:assignmentDefinition candidateGroups="clerk" />'
_BELL = '<bpmn:signalEventDefinition signalRef="bell" />'
_REFUSED = '<bpmn:error id="refused" errorCode="REFUSED" />\n'
_SIGNAL = '<bpmn:signal id="bell" name="bell" />\n'


def _task(name: str, inner: str = "") -> str:
    return user(name, _FOR_CLERKS, inner)


def _catch(name: str, definition: str) -> str:
    return element("intermediateCatchEvent", name, definition)


def _each(collection: str) -> str:
    listed = f'<zeebe:loopCharacteristics inputCollection="={collection}" inputElement="item" />'
    return (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="false">'
        f"<bpmn:extensionElements>{listed}</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    )


def _file() -> bytes:
    """A task, then an agency of each delivery class; a refusal goes to a person."""
    return process(
        start(), _task("check"), service("ask", job="alpha.file"),
        boundary("no", "ask", '<bpmn:errorEventDefinition errorRef="refused" />'), _task("clarify"),
        service("register", job="beta.register"),
        boundary("no-entry", "register", '<bpmn:errorEventDefinition errorRef="refused" />'),
        service("print", job="gamma.print"), element("exclusiveGateway", "merge"), end(), end("refusal"),
        flows("start -> check -> ask -> merge -> register -> print -> end", "no -> clarify -> merge",
              "no-entry -> refusal"),
        process_id="file", tops=_REFUSED,
    )  # fmt: skip


def _answer() -> bytes:
    """A request that is answered by two messages, in any order; then a person. Not answered in two hours: again."""
    return process(
        start(), element("exclusiveGateway", "again"), service("request", job="alpha.request"),
        element("parallelGateway", "split"),
        _catch("noted", on_message("acknowledged")),
        element("eventBasedGateway", "which"), _catch("answered", on_message("answer")),
        _catch("silence", on_timer("PT2H")), _task("phone"), element("exclusiveGateway", "heard"),
        element("parallelGateway", "join"), _task("decide"), end(),
        flows("start -> again -> request -> split -> noted -> join", "split -> which -> answered -> heard",
              "which -> silence -> phone -> heard", "heard -> join -> decide -> end"),
        process_id="asking", tops=message("acknowledged") + message("answer"),
    )  # fmt: skip


def _timer() -> bytes:
    """A task with a reminder every five minutes, taken away after twenty; a reminder calls an agency."""
    return process(
        start(), _task("slow"), boundary("late", "slow", on_timer("PT20M")),
        boundary("nudge", "slow", on_timer("R3/PT5M", "timeCycle"), interrupting=False),
        service("remind", job="alpha.file"), _task("hurry"), service("tell", job="gamma.print"),
        end(), end("nudged"), end("told"),
        flows("start -> slow -> end", "late -> hurry -> tell -> told", "nudge -> remind -> nudged"),
        process_id="timer",
    )  # fmt: skip


def _many() -> bytes:
    """Three calls beside one another, then three tasks beside one another, then a join of two branches."""
    return process(
        start(), service("each", inner=_each("items"), job="beta.register"),
        _task("review", _each("items")), element("parallelGateway", "split"),
        _task("left"), service("right", job="alpha.file"), element("parallelGateway", "join"), end(),
        flows("start -> each -> review -> split", "split -> left -> join", "split -> right -> join", "join -> end"),
        process_id="many",
    )  # fmt: skip


def _throw() -> bytes:
    """Begins another case by a message, then waits for a letter from outside or for time."""
    return process(
        start(), _task("begin"), element("intermediateThrowEvent", "send", on_message("begin other")),
        element("eventBasedGateway", "which"), _catch("posted", on_message("letter")), _catch("later", on_timer("PT3H")),
        element("exclusiveGateway", "merge"), end(),
        flows("start -> begin -> send -> which -> posted -> merge", "which -> later -> merge", "merge -> end"),
        process_id="throwing", tops=message("begin other") + message("letter"),
    )  # fmt: skip


def _other() -> bytes:
    """Begun by a message; calls an agency and rings a bell for all who listen."""
    return process(
        element("startEvent", "begun", on_message("begin other")), service("ask", job="alpha.file"),
        end("rung", _BELL), flows("begun -> ask -> rung"),
        process_id="other", tops=message("begin other") + _SIGNAL,
    )  # fmt: skip


def _listen() -> bytes:
    """Waits for the bell, twice, or for time."""
    return process(
        start(), element("eventBasedGateway", "which"), _catch("heard", _BELL), _catch("later", on_timer("PT4H")),
        element("exclusiveGateway", "merge"), _task("note"), end(),
        flows("start -> which -> heard -> merge", "which -> later -> merge", "merge -> note -> end"),
        process_id="listen", tops=_SIGNAL,
    )  # fmt: skip


def _chime() -> bytes:
    """Begun by the bell."""
    return process(
        element("startEvent", "rung", _BELL), service("print", job="gamma.print"), end(),
        flows("rung -> print -> end"), process_id="chime", tops=_SIGNAL,
    )  # fmt: skip


def _withdraw() -> bytes:
    """A sub-process that a letter ends at any time; then an agency is told."""
    begun = element("startEvent", "withdrawn", on_message("withdrawal"), isInterrupting="true")
    aside = element(
        "subProcess",
        "aside",
        begun + service("undo", job="beta.register") + flows("withdrawn -> undo", prefix="h"),
        triggeredByEvent="true",
    )
    inner = start("in") + _task("work") + service("file", job="beta.register") + end("out") + aside
    inside = element("subProcess", "inside", inner + flows("in -> work -> file -> out", prefix="g"))
    return process(
        start(), inside, service("tell", job="alpha.file"), end(), flows("start -> inside -> tell -> end"),
        process_id="withdraw", tops=message("withdrawal"),
    )  # fmt: skip


#: All files of the deployment; further versions differ by a comment.
MODELS: Mapping[str, bytes] = {
    "file.bpmn": _file(), "answer.bpmn": _answer(), "timer.bpmn": _timer(), "many.bpmn": _many(),
    "throw.bpmn": _throw(), "other.bpmn": _other(), "listen.bpmn": _listen(), "chime.bpmn": _chime(),
    "withdraw.bpmn": _withdraw(),
}  # fmt: skip
BEGUN_BY_PEOPLE = ("file", "file", "asking", "asking", "timer", "many", "throwing", "listen", "withdraw")
#: Messages that people send, by process.
LETTERS = {"throwing": "letter", "withdraw": "withdrawal"}


def bundle(version: int) -> dict[str, bytes]:
    """The files as a deployment of this version."""
    return {name: data + b"<!-- version %d -->" % version for name, data in MODELS.items()}


def variables_for(name: str, chance: Random) -> Mapping[str, Any]:
    """What a case begins with."""
    return {"items": list(range(chance.randint(1, 4)))} if name == "many" else {"n": chance.randint(1, 9)}
