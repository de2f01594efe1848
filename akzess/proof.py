"""Proves on one page of PDF that an agency received a message: who, what, when, and what cannot have been changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from connectors.ledger import Part
from connectors.registry import discover
from connectors.traffic import MADE, NO_SIGNATURE, PRESENT, VALID_HMAC, VALID_XML
from engine.handlers import Engine
from engine.handlers.results import Verification
from engine.model import HistoryLine
from store.evidence import Entry, EvidenceFilter, Finding, Kept
from store.queries import Queries

from .scenario_file import BERLIN

_TEMPLATE = Path(__file__).with_name("proof.typ")

#: Names of the agencies in a sentence, German and English; others appear under the name of their folder.
_AGENCIES = {
    "aemter": ("die beteiligte Stelle", "the department consulted"),
    "azr": ("das Ausländerzentralregister", "the central register of foreigners"),
    "bundesagentur": ("die Bundesagentur für Arbeit", "the Federal Employment Agency"),
    "bundesdruckerei": ("die Bundesdruckerei", "the Federal Printing Office"),
    "bva": ("das Bundesverwaltungsamt", "the Federal Office of Administration"),
    "gewerbeamt": ("das Gewerbeamt", "the trade office"),
    "kammern": ("die Kammer", "the chamber"),
    "meldebehoerde": ("die Meldebehörde", "the residents' registration office"),
    "post": ("der Postdienst", "the mail service"),
    "zahlung": ("die Zahlstelle", "the payment service"),
}
_SIGNATURES = {
    NO_SIGNATURE: "keine / none",
    PRESENT: "vorhanden, hier nicht geprüft / present, not verified here",
    MADE: "von AKZESS signiert / signed by AKZESS",
    VALID_XML: "gültige XML-Signatur / valid XML signature",
    VALID_HMAC: "gültige HMAC-Signatur / valid HMAC signature",
}
_OUTCOMES = {
    "reply": "angenommen und beantwortet / taken and answered",
    "accepted": "entgegengenommen / accepted",
    "refused": "gelesen und zurückgewiesen / read and refused",
    "message-id-reuse": "zurückgewiesen: Kennung schon verwendet / refused: id used before",
}
_FINDINGS = {
    "intact": "Bytes entschlüsselt, SHA-256 stimmt, Siegel unverletzt / decrypted, SHA-256 matches, seal intact",
    "erased": "Inhalt gelöscht (Datenschutz), Siegel von Prüfsummen und Zeiten unverletzt / content erased, seal intact",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """Two messages that belong together, checked, with the line of the case's history that followed from them."""

    sent: Entry
    answer: Entry
    sent_check: Finding
    answer_check: Finding
    history: HistoryLine | None
    chain: Verification | None

    @property
    def received_at(self) -> datetime:
        """When the agency says that it had the message; else when its answer was here."""
        told = self.answer.receipt.get("receivedAt", "")
        try:
            moment = datetime.fromisoformat(told)
        except ValueError:
            return self.answer.at
        return moment if moment.tzinfo else self.answer.at


def exchanges(entries: Sequence[Entry]) -> list[tuple[Entry, Entry]]:
    """Each message with what answered it, oldest first; messages without any answer are left out."""
    by_id: dict[str, dict[Part, Entry]] = {}
    for entry in entries:
        by_id.setdefault(entry.exchange, {})[entry.part] = entry
    found = []
    for parts in by_id.values():
        first = parts.get(Part.REQUEST) or parts.get(Part.MESSAGE)
        second = parts.get(Part.ANSWER) or parts.get(Part.ACKNOWLEDGEMENT)
        if first is not None and second is not None:
            found.append((first, second))
    return found


def received(pair: tuple[Entry, Entry]) -> bool:
    """Whether the other side has shown that it read the message: it did it, took it, or refused it for its content."""
    return pair[1].status is not None and pair[1].outcome.partition(" ")[0] in ("reply", "accepted", "refused")


def of(entry: Entry, read: Queries, ledger: Kept, engine: Engine, now: datetime) -> bytes | None:
    """The page for the message that an entry is; None when nobody has confirmed it, or a record does not prove anything."""
    page = read.evidence(entry.tenant, filters=EvidenceFilter(key=entry.key or entry.message_id), limit=200)
    pair = next((pair for pair in exchanges(page.items) if pair[0].exchange == entry.exchange and received(pair)), None)
    if pair is None:
        return None
    checks = ledger.check(pair[0]), ledger.check(pair[1])
    return pdf(proven(pair, checks, read, engine), now) if all(found.proves for found in checks) else None


def proven(pair: tuple[Entry, Entry], checks: tuple[Finding, Finding], read: Queries, engine: Engine) -> Proof:
    """Two checked messages with the case's line that followed from them, where there is such a case."""
    tenant, case_id = pair[0].tenant, pair[0].case_id
    if case_id is None or read.case(tenant, case_id) is None:
        return Proof(*pair, *checks, None, None)
    line = line_of(pair[0].job_id, read.history(tenant, case_id))
    return Proof(*pair, *checks, line, engine.verify_history(case_id))


def line_of(job_id: str, lines: Sequence[HistoryLine]) -> HistoryLine | None:
    """The line in which the case took the outcome of a job."""
    activation = job_id.split(".")[1] if job_id.count(".") == 2 else ""
    for line in lines:
        if line.event == "element" and activation.isdecimal() and line.activation == int(activation):
            return line
    return None


def pdf(proof: Proof, now: datetime) -> bytes:
    """The page, as PDF/A-2b; the same proof at the same instant gives the same bytes."""
    data = json.dumps(_content(proof, now), ensure_ascii=False)
    made = typst.compile(
        _TEMPLATE,
        format="pdf",
        sys_inputs={"data": data},
        ignore_system_fonts=True,
        pdf_standards="a-2b",
        timestamp=now.replace(microsecond=0),
    )
    if not isinstance(made, bytes):
        raise TypeError("one page is one document")
    return made


def _content(proof: Proof, now: datetime) -> dict[str, Any]:
    sent, answer = proof.sent, proof.answer
    ours = sent.part.ours
    de, en = _AGENCIES.get(sent.agency, (sent.agency, sent.agency))
    what, what_en = _label(sent)
    received_at = proof.received_at
    if ours:
        title, title_en = "Empfangsnachweis", "Proof of receipt"
        sentence = f"Nachweis: {de} hat die Nachricht „{what}“ mit dem Schlüssel {sent.key} am {_moment(received_at)} erhalten."
        sentence_en = f"Proof: {en} received the message “{what_en}” with key {sent.key} on {_moment_en(received_at)}."
    else:
        title, title_en = "Eingangsnachweis", "Proof of arrival"
        sentence = f"Nachweis: Die Nachricht „{what}“ ({de}) ist hier am {_moment(sent.at)} eingegangen."
        sentence_en = f"Proof: the message “{what_en}” ({en}) arrived here on {_moment_en(sent.at)}."
    return {
        "title": title,
        "title_en": title_en,
        "office": "AKZESS · Nachweisbuch / evidence ledger",
        "sentence": sentence,
        "sentence_en": sentence_en,
        "sections": [
            _section("Nachricht", "message", _message(sent, "gesendet" if ours else "empfangen", proof.sent_check)),
            _section("Antwort", "answer", _answer(answer, ours, proof.answer_check)),
            _section("Akte", "case file", _case(proof)),
        ],
        "how": (
            "Die SHA-256-Prüfsumme gilt den Bytes der Nachricht, wie sie übertragen wurden. Wer die Nachricht hat, kann sie "
            "nachrechnen (sha256sum); die Prüfsumme der kanonischen Form (Canonical XML 1.0 oder RFC 8785) bleibt gleich, "
            "wenn nur Schreibweise oder Umbrüche anders sind. Zeiten und Prüfsummen sind mit einem Schlüssel der Behörde "
            "versiegelt (HMAC-SHA256), eine Änderung fällt bei der Prüfung auf. Diese Seite enthält keine "
            "personenbezogenen Inhalte der Nachricht."
        ),
        "how_en": (
            "The SHA-256 is over the bytes as transmitted; whoever has the message can recompute it. The hash of the "
            "canonical form survives other spelling of the same content. Times and hashes are sealed with a key of the "
            "authority, so that a change is found. This page shows no personal content of the message."
        ),
        "footer": f"Erstellt am {_moment(now)} · Eintrag {sent.id}/{answer.id} im Nachweisbuch",
    }


def _label(entry: Entry) -> tuple[str, str]:
    """What the message is called, German and English."""
    agency = discover().get(entry.agency)
    if agency is None:
        return entry.operation, entry.operation
    found = agency.connector.operations.get(entry.operation) or agency.connector.messages.get(entry.operation)
    return (found.label_de, found.label_en) if found else (entry.operation, entry.operation)


def _message(entry: Entry, verb: str, check: Finding) -> list[dict[str, Any]]:
    return [
        _row("Vorgangsart", "operation", f"{entry.agency}: {entry.operation}"),
        _row("Schlüssel", "key", entry.key, code=True),
        *([_row("Kennung des Absenders", "message id", entry.message_id, code=True)] if entry.message_id else []),
        _row(verb.capitalize(), "sent" if verb == "gesendet" else "received", _moment(entry.at)),
        *([_row("Versuch", "attempt", str(entry.attempt))] if entry.attempt else []),
        *_bytes(entry, check),
    ]


def _answer(entry: Entry, ours: bool, check: Finding) -> list[dict[str, Any]]:
    receipt = [
        _row(name, "bestätigt / confirmed", value, code=True)
        for name, value in entry.receipt.items()
        if name != "requestMessageId"
    ]
    return [
        _row("Empfangen" if ours else "Bestätigt", "received" if ours else "acknowledged", _moment(entry.at)),
        _row("Ergebnis", "outcome", _outcome(entry)),
        *receipt[:5],
        *_bytes(entry, check),
    ]


def _bytes(entry: Entry, check: Finding) -> list[dict[str, Any]]:
    form = {"c14n": "Canonical XML", "jcs": "RFC 8785"}.get(entry.canonical, "")
    digest = entry.canonical_sha256.hex() if entry.canonical_sha256 else ""
    return [
        _row(
            "Umfang",
            "size",
            f"{f'{entry.size:,}'.replace(',', '.')} Bytes, {entry.media_type.partition(';')[0] or '–'}",
        ),
        _row("SHA-256", "of the bytes", entry.sha256.hex(), code=True),
        *([_row(f"SHA-256 {form}", "canonical", digest, code=True)] if digest else []),
        _row("Signatur", "signature", _SIGNATURES.get(entry.signature, entry.signature)),
        _row("Prüfung", "check", _FINDINGS.get(check.state, check.detail)),
    ]


def _case(proof: Proof) -> list[dict[str, Any]]:
    rows = [_row("Vorgang", "case", f"{proof.sent.business_key or '–'}")]
    if proof.sent.case_id:
        rows.append(_row("Vorgangskennung", "case id", proof.sent.case_id, code=True))
    if proof.history is not None:
        line = proof.history
        rows.append(_row("Verlauf", "history line", f"Zeile {line.seq}: {line.element_id}, {_moment(line.at)}"))
        rows.append(_row("Kettenwert", "chain hash", line.hash.hex(), code=True))
    if proof.chain is not None:
        whole = f"ununterbrochen, {proof.chain.lines} Zeilen geprüft / whole, {proof.chain.lines} lines verified"
        rows.append(_row("Kette", "chain", whole if proof.chain.ok else f"GEBROCHEN / BROKEN: {proof.chain.problem}"))
    return rows


def _section(de: str, en: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"de": de, "en": en, "rows": rows}


def _row(de: str, en: str, value: str, *, code: bool = False) -> dict[str, Any]:
    return {"de": de, "en": en, "value": value, "code": code}


def _moment(instant: datetime) -> str:
    local = instant.astimezone(BERLIN)
    zone = "MESZ" if local.dst() else "MEZ"
    return f"{local:%d.%m.%Y} um {local:%H:%M:%S} Uhr ({zone})"


def _moment_en(instant: datetime) -> str:
    return f"{instant.astimezone(BERLIN):%Y-%m-%d at %H:%M:%S %Z}"


def _outcome(entry: Entry) -> str:
    word, _, code = entry.outcome.partition(" ")
    return f"{_OUTCOMES.get(word, word)} ({f'{code}, ' if code else ''}HTTP {entry.status})"
