"""Hands the bytes of a call to whoever keeps evidence of it, through a context-local recorder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

#: What is known of a message's signature: none was seen, one is there that nobody here has checked, ours, or valid ones.
NO_SIGNATURE = "none"
PRESENT = "present"
MADE = "made"
VALID_XML = "xml-valid"
VALID_HMAC = "hmac-valid"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request as it goes on the wire, without its headers: those carry credentials. `target` is method and address."""

    target: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """An answer, read to its end and decompressed. `status` is HTTP's."""

    status: int
    media_type: str
    body: bytes


class Recorder(Protocol):
    """Keeps evidence of the calls made in its context."""

    def leaving(self, request: Outgoing) -> None:
        """Called before the first byte leaves; an error of it stops the call."""
        ...

    def arrived(self, answer: Incoming) -> None:
        """Called with every answer that was read to its end, whatever it says."""
        ...

    def signed(self, state: str) -> None:
        """What became known of the signature of the message seen last."""
        ...


class Notes:
    """Remembers only what became known of a signature: for messages whose bytes the caller has himself."""

    def __init__(self) -> None:
        self.signature = NO_SIGNATURE

    def leaving(self, request: Outgoing) -> None:
        """Nothing: this is for what comes in."""

    def arrived(self, answer: Incoming) -> None:
        """Nothing: this is for what comes in."""

    def signed(self, state: str) -> None:
        """Remember it."""
        self.signature = state


_recorder: ContextVar[Recorder | None] = ContextVar("traffic", default=None)


@contextmanager
def recorded(recorder: Recorder | None) -> Iterator[None]:
    """In this block the recorder is told of every call; None: nobody is."""
    token = _recorder.set(recorder)
    try:
        yield
    finally:
        _recorder.reset(token)


def leaving(target: str, media_type: str, body: bytes) -> None:
    """A request is about to leave; for whoever opens a connection."""
    recorder = _recorder.get()
    if recorder is not None:
        recorder.leaving(Outgoing(target, media_type, body))


def arrived(status: int, media_type: str, body: bytes) -> None:
    """Its answer is here; for whoever opened the connection."""
    recorder = _recorder.get()
    if recorder is not None:
        recorder.arrived(Incoming(status, media_type, body))


def signed(state: str) -> None:
    """The message seen last was signed by us or carries a valid signature; for signers and verifiers."""
    recorder = _recorder.get()
    if recorder is not None:
        recorder.signed(state)


def looks_signed(body: bytes) -> str:
    """The state of a signature that nobody has spoken of."""
    return PRESENT if b"SignatureValue>" in body else NO_SIGNATURE
