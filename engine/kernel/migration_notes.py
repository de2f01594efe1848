"""The sentences in which a migration says what it does beside moving tokens, for the person who decides about it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ..migrations import Remark
from ..model import Timer
from .definition import EventDefinition
from .state import Activation

_BERLIN = ZoneInfo("Europe/Berlin")
_GERMAN = {"timer": "Frist", "message": "Nachricht", "signal": "Signal", "conditional": "Bedingung"}


def _note(at: Activation, code: str, message: str, message_en: str) -> Remark:
    return Remark(code, at.node.id, message, message_en, at.id)


def no_value(at: Activation, code: str) -> Remark:
    """An event that has no usable value in this case; which it has is content, and not told to whoever moves cases."""
    return _note(
        at,
        code,
        f"Ein Ereignis der neuen Fassung hat in dieser Akte keinen brauchbaren Wert ({code}).",
        f"An event of the newer version has no usable value in this case ({code}).",
    )


def armed(at: Activation, key: str, event: EventDefinition) -> Remark:
    """An event that only the newer version has."""
    return _note(
        at,
        "armed",
        f"{_GERMAN.get(event.kind, event.kind)} {key} kommt hinzu.",
        f"The {event.kind} event {key} is added.",
    )


def withdrawn(at: Activation, key: str, event: EventDefinition) -> Remark:
    """An event that only the older version has."""
    return _note(
        at,
        "withdrawn",
        f"{_GERMAN.get(event.kind, event.kind)} {key} entfällt.",
        f"The {event.kind} event {key} is withdrawn.",
    )


def message_name(at: Activation, key: str, before: str, after: str) -> Remark:
    """A message that is called something else."""
    return _note(
        at,
        "message-renamed",
        f"{key} wartet auf die Nachricht {after}, bisher auf {before}; der Schlüssel bleibt.",
        f"{key} waits for the message {after}, so far for {before}; its key stays.",
    )


def timer_kept(at: Activation, key: str, row: Timer) -> Remark:
    """A timer that is defined anew but keeps its instant."""
    return _note(
        at,
        "due-date-kept",
        f"{key} ist neu festgelegt, bleibt hier aber beim {_day(row)}.",
        f"{key} is defined anew and stays at {_day(row)} here.",
    )


def timer_anew(at: Activation, key: str, before: Timer | None, after: Timer | None) -> Remark:
    """A timer that somebody wants computed again."""
    was = "–" if before is None else _day(before)
    now = "–" if after is None else _day(after)
    return _note(
        at,
        "due-date-anew",
        f"{key} wird neu berechnet: {now} statt {was}.",
        f"{key} is computed anew: {now} instead of {was}.",
    )


def renamed(at: Activation, before: str) -> Remark:
    """An element that has another id."""
    return _note(at, "renamed", f"{before} wird zu {at.node.id}.", f"{before} becomes {at.node.id}.")


def job_kept(at: Activation, before: str | None) -> Remark:
    """A job that is under way as it was ordered."""
    return _note(
        at,
        "job-kept",
        f"Der Auftrag {before} ist unterwegs und bleibt, wie er ist.",
        f"The job {before} is under way and stays as it is.",
    )


def form(at: Activation, before: str | None, after: str | None) -> Remark:
    """A task that gets another form."""
    return _note(
        at,
        "form-changed",
        f"Die Aufgabe bekommt das Formular {after or '–'} statt {before or '–'}; Entwürfe bleiben.",
        f"The task gets the form {after or '–'} instead of {before or '–'}; drafts stay.",
    )


def moves_on() -> Remark:
    """A case that goes on at once."""
    return Remark(
        "goes-on",
        "",
        "Der Vorgang geht sofort weiter; das lässt sich nicht zurücknehmen.",
        "The case goes on at once; that cannot be undone.",
    )


def _day(row: Timer) -> str:
    return row.fire_at.astimezone(_BERLIN).strftime("%d.%m.%Y %H:%M")
