"""What an incident's code means to a person, and what can be done about it (docs/operations.md, "Incidents")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """What happened and what to do, each German and English; `acts` are offered in this order.

    Acts: "retry" the same again, "resolve" go on with given results, "move" the token, "configure" outside of here.
    """

    what: tuple[str, str]
    todo: tuple[str, str]
    acts: tuple[str, ...]


_UNKNOWN = Explanation(
    (
        "Ein Schreiben oder eine Anfrage hat das Haus vielleicht verlassen, vielleicht nicht. Von selbst wird sie nie noch einmal gesendet.",
        "A letter or request may or may not have left the house. It is never sent again by itself.",
    ),
    (
        "Bei der Stelle nachfragen. Angekommen: als erledigt eintragen. Nicht angekommen: noch einmal senden. Nicht zu klären: Marke versetzen.",
        "Ask the receiver. It arrived: enter it as done. It did not: send again. Nobody knows: move the token.",
    ),
    ("resolve", "retry", "move"),
)
_AWAY = Explanation(
    (
        "Die Stelle hat auch nach allen Wartezeiten nicht geantwortet.",
        "The agency did not answer through all waits.",
    ),
    (
        "Unter „Behörden“ nachsehen, ob sie wieder antwortet; dann noch einmal versuchen.",
        "See under “Agencies” whether it answers again; then retry.",
    ),
    ("retry", "resolve", "move"),
)
_CONFIGURATION = Explanation(
    (
        "Die Schnittstelle ist nicht richtig eingerichtet.",
        "The interface is not configured correctly.",
    ),
    (
        "Einstellungen berichtigen (docs/operations.md), dann noch einmal versuchen.",
        "Mend the settings (docs/operations.md), then retry.",
    ),
    ("configure", "retry", "move"),
)
_TRUST = Explanation(
    (
        "Die Verbindung oder die Antwort der Stelle war nicht vertrauenswürdig oder nicht lesbar.",
        "The connection to the agency or its answer could not be trusted or read.",
    ),
    (
        "Zertifikate, Schlüssel und Adresse prüfen und bei der Stelle nachfragen; dann noch einmal versuchen.",
        "Check certificates, keys and address and ask the agency; then retry.",
    ),
    ("configure", "retry", "resolve", "move"),
)
_WORKERS = Explanation(
    (
        "Die Verarbeitung ist bei diesem Auftrag so oft abgebrochen, wie er versucht werden darf.",
        "Workers died at this job as often as it may be tried.",
    ),
    ("Das Protokoll ansehen, dann noch einmal versuchen.", "Look at the log, then retry."),
    ("retry", "resolve", "move"),
)
_MODEL = Explanation(
    (
        "Das Modell kann hier nicht weiter: Ein Ausdruck, eine Frist oder eine Entscheidung ergibt mit diesen Daten nichts Brauchbares.",
        "The model cannot go on here: an expression, a period or a decision gives nothing usable with these data.",
    ),
    (
        "Daten berichtigen und noch einmal versuchen, mit einem Ergebnis von Hand weitergehen oder die Marke versetzen; das Modell für neue Vorgänge berichtigen.",
        "Mend the data and retry, go on with a result by hand, or move the token; mend the model for new cases.",
    ),
    ("retry", "resolve", "move"),
)
_REFUSED = Explanation(
    (
        "Die Stelle hat abgelehnt, und für diesen Grund hat das Diagramm keinen Weg. Warum, steht in der Meldung.",
        "The body refused, and the diagram has no way for this reason. The message says why.",
    ),
    (
        "Mit der Stelle klären; dann noch einmal versuchen oder mit einem Ergebnis von Hand weitergehen.",
        "Settle it with the body; then retry, or go on with a result by hand.",
    ),
    ("retry", "resolve", "move"),
)
_BUDGET = Explanation(
    (
        "Ein Schritt wollte mehr, als ein Vorgang darf (Zeit, Schritte oder Daten).",
        "A step wanted more than a case may have (time, steps or data).",
    ),
    (
        "Nach einer Schleife im Modell suchen; danach noch einmal versuchen oder die Marke versetzen.",
        "Look for a loop in the model; then retry or move the token.",
    ),
    ("retry", "move"),
)
_LETTER = Explanation(
    (
        "Ein Schreiben konnte nicht erstellt werden: eine Vorlage, ein Text, ein Wert oder ein Dokument fehlt.",
        "A letter could not be made: a template, a text, a value or a document is missing.",
    ),
    ("Das Fehlende ergänzen, dann noch einmal versuchen.", "Supply what is missing, then retry."),
    ("retry", "resolve", "move"),
)
_INTEGRITY = Explanation(
    (
        "Der gespeicherte Stand passt nicht zu seiner Prüfsumme. Nichts davon wird ausgeführt.",
        "A stored state does not match its checksum. Nothing of it is run.",
    ),
    ("Aus der Sicherung wiederherstellen.", "Restore from the backup."),
    ("configure",),
)
_OTHER = Explanation(
    ("Hier geht es nicht von selbst weiter.", "This cannot go on by itself."),
    (
        "Die Meldung lesen; dann noch einmal versuchen, mit einem Ergebnis weitergehen oder die Marke versetzen.",
        "Read the message; then retry, go on with a result, or move the token.",
    ),
    ("retry", "resolve", "move"),
)

EXPLANATIONS: Mapping[str, Explanation] = {
    "outcome-unknown": _UNKNOWN,
    **dict.fromkeys(("connection", "timeout", "name-resolution", "busy", "too-soon", "agency-away"), _AWAY),
    **dict.fromkeys(
        (
            "connector-unknown", "operation-unknown", "config-missing", "config-unknown", "config-value", "credentials",
            "secret-missing", "site-unknown", "not-askable", "quality", "probe", "failpoints", "connector-twice",
        ),
        _CONFIGURATION,
    ),
    **dict.fromkeys(
        (
            "tls", "partner-certificate", "signature", "signing-key", "decryption", "redirect", "egress-denied",
            "egress-limit", "soap", "wsdl-import", "agency-malformed",
        ),
        _TRUST,
    ),
    "lease-expired": _WORKERS,
    **dict.fromkeys(
        (
            "assignment-invalid", "called-process-unknown", "collection-invalid", "condition-missing",
            "condition-not-boolean", "date-invalid", "decision-failed", "decision-unknown", "expression-failed",
            "expression-invalid", "expression-limit", "no-flow-applies", "timer-invalid",
        ),
        _MODEL,
    ),
    "uncaught-error": _REFUSED,
    "budget-exceeded": _BUDGET,
    **dict.fromkeys(("document-unknown", "letter-unrenderable", "case-unknown", "sent-at"), _LETTER),
    "state-integrity": _INTEGRITY,
}  # fmt: skip
"""By code; prefixes of families (`http-503`) and everything else by `explained`."""

_FAMILIES = (("http-", _AWAY), ("smtp-", _AWAY), ("token-", _AWAY), ("upload-", _LETTER), ("letter-", _LETTER))


def explained(code: str) -> Explanation:
    """What a code means; one that nobody explained gets the general words."""
    found = EXPLANATIONS.get(code)
    if found is not None:
        return found
    return next((family for prefix, family in _FAMILIES if code.startswith(prefix)), _OTHER)
