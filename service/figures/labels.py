"""What key figures, tables and codes of the statistics are called, German and English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from authority.figures.kpis import FIGURES as CASES
from processes import load_parameters, load_texts

Pair = tuple[str, str]

FIGURES: Mapping[str, Pair] = {
    "K1": ("Fristquote: Titel in der Frist", "Titles granted in time"),
    "K1s": ("Fristquote streng: höchstens 28 Nettotage", "Strict: at most 28 net days"),
    "K1g": ("Bruttoquote: höchstens 28 Kalendertage", "Gross: at most 28 calendar days"),
    "K1b": ("Fristquote aller Entscheidungen", "All decisions in time"),
    "K2.net.p50": ("Durchlaufzeit netto, Median", "Net duration, median"),
    "K2.net.p75": ("Durchlaufzeit netto, 75 %", "Net duration, 75 %"),
    "K2.net.p90": ("Durchlaufzeit netto, 90 %", "Net duration, 90 %"),
    "K2.gross.p50": ("Durchlaufzeit brutto, Median", "Gross duration, median"),
    "K2.gross.p75": ("Durchlaufzeit brutto, 75 %", "Gross duration, 75 %"),
    "K2.gross.p90": ("Durchlaufzeit brutto, 90 %", "Gross duration, 90 %"),
    "K3": ("Vollständig bei Eingang", "Complete at first submission"),
    "K4": ("Nachforderungen je Vorgang", "Document requests per case"),
    "K5.days": ("Bundesagentur: Antwortzeit, Median", "Employment agency: response time, median"),
    "K5.fiction": ("Bundesagentur: Zustimmungsfiktion", "Employment agency: deemed approvals"),
    "K5.refused": ("Bundesagentur: Versagungen", "Employment agency: refusals"),
    "K5.demand": ("Bundesagentur: Nachforderungen", "Employment agency: demands for documents"),
    "K6.days": ("Kammern: Antwortzeit, Median", "Chambers: response time, median"),
    "K6.late": ("Kammern: nach 14 Tagen", "Chambers: later than 14 days"),
    "K6.agrees": ("Kammern: Entscheidung wie Stellungnahme", "Chambers: decision as in the opinion"),
    "K7.days": ("Termin: Tage bis zum Termin, Median", "Appointment: days until it, median"),
    "K7.offer": ("Termin: Tage bis zum ersten Angebot, Median", "Appointment: days to the first offer, median"),
    "K7.late": ("Termintreue: Minuten Verspätung, Median", "Punctuality: minutes late, median"),
    "K7.missed": ("Nicht wahrgenommene Termine", "Missed appointments"),
    "K8": ("Karte: Tage von der Entscheidung bis zur Ausgabe, Median", "Card: days from decision to handover, median"),
    "K9.open": ("Offene Vorgänge am letzten Tag", "Open cases on the last day"),
    "K9.age.0-28": ("Davon bis 28 Tage alt", "Of these up to 28 days old"),
    "K9.age.29-56": ("Davon 29 bis 56 Tage alt", "Of these 29 to 56 days old"),
    "K9.age.57-84": ("Davon 57 bis 84 Tage alt", "Of these 57 to 84 days old"),
    "K9.age.>84": ("Davon älter als 84 Tage", "Of these older than 84 days"),
    "K9.paused": ("Davon mit stehender Uhr (wartet auf Unterlagen, Anerkennung, andere Verfahren, Erscheinen)",
                  "Of these with the clock standing (waiting for documents, recognition, other proceedings, appearance)"),
    "K10.E1": ("Eskalation mindestens E1, je 100 Vorgänge", "Escalated to E1 or higher, per 100 cases"),
    "K10.E2": ("Eskalation mindestens E2, je 100 Vorgänge", "Escalated to E2 or higher, per 100 cases"),
    "K10.E3": ("Eskalation mindestens E3, je 100 Vorgänge", "Escalated to E3 or higher, per 100 cases"),
    "K10.E4": ("Eskalation mindestens E4, je 100 Vorgänge", "Escalated to E4 or higher, per 100 cases"),
    "K10.E5": ("Eskalation mindestens E5, je 100 Vorgänge", "Escalated to E5 or higher, per 100 cases"),
    "K11.refused": ("Ablehnungen", "Refusals"),
    "K11.objection": ("Widersprüche", "Objections"),
    "K11.success": ("Erfolgreiche Widersprüche", "Successful objections"),
    "K12.withdrawn": ("Rücknahmen", "Withdrawals"),
    "K12.forwarded": ("Abgaben wegen Unzuständigkeit", "Forwarded to another authority"),
    "K13": ("Zufriedenheit insgesamt (Note 1 oder 2)", "Satisfied all in all (1 or 2)"),
    "K13.mean": ("Zufriedenheit, Mittel aller Aussagen (1 sehr zufrieden, 5 sehr unzufrieden)",
                 "Satisfaction, mean of all statements (1 very satisfied, 5 very dissatisfied)"),
    "K14.cases": ("Vorgänge je VZÄ und Jahr", "Cases per full post and year"),
    "K14.minutes": ("Minuten je Vorgang", "Minutes per case"),
    "K15": ("Anfragen in 2 Arbeitstagen beantwortet", "Inquiries answered within 2 working days"),
    "K16": ("Zurückgewiesene Meldungen an AZR und Kartenhersteller je 100",
            "Messages refused by the central register and the card producer, per 100"),
    "K17": ("Schreiben in der gewünschten Sprache", "Letters in the language asked for"),
    "K18": ("Technische Störungen je 1.000 Aufrufe", "Technical faults per 1,000 calls"),
}  # fmt: skip

_CLOSED = ("abgeschlossene Vorgänge", "closed cases")
_SOURCES: Mapping[str, Pair] = {
    "K7": ("Terminsystem: was aus den Terminen wurde", "appointment system: what became of appointments"),
    "K9": ("offene Vorgänge am letzten gezählten Tag", "open cases on the last day that was counted"),
    "K13": ("Befragung der Antragstellenden, beendete Wellen", "survey of applicants, waves that are over"),
    "K14": ("abgeschlossene Vorgänge und vereinbarte Wochenzeit, ab fünf Personen am Standort",
            "closed cases and contracted time, from five people at a site on"),
    "K15": ("Nachrichten im Portal", "messages of the portal"),
    "K16": ("Schriftverkehr mit Registern (Nachweise)", "traffic with registers (evidence)"),
    "K18": ("Schriftverkehr mit allen Stellen (Nachweise)", "traffic with all agencies (evidence)"),
}  # fmt: skip


def source(key: str) -> Pair:
    """Where a key figure comes from."""
    return _CLOSED if key in CASES else _SOURCES[key.partition(".")[0]]


SHEETS: Mapping[str, Pair] = {
    "outcomes": ("Ausgang der Verfahren", "Outcomes"),
    "duration-in": ("Titel bis 28 Nettotage", "Titles within 28 net days"),
    "duration-over": ("Titel über 28 Nettotage", "Titles after more than 28 net days"),
    "nationalities": ("Staatsangehörigkeiten", "Nationalities"),
    "sectors": ("Wirtschaftszweige (WZ 2008, Abteilungen)", "Sectors (WZ 2008 divisions)"),
    "employment-agency": ("Ergebnisse der Bundesagentur", "Results of the employment agency"),
    "chambers": ("Beteiligte Kammern", "Chambers asked"),
    "delays": ("Ursachen von Überschreitungen", "Causes of delay"),
}

_CODES: Mapping[str, Pair] = {
    "OTHER": ("übrige", "others"),
    "UNKNOWN": ("ohne Angabe", "not stated"),
    "GRANT": ("erteilt", "granted"),
    "PARTIAL": ("teilweise erteilt", "partly granted"),
    "REFUSE": ("abgelehnt", "refused"),
    "WITHDRAWN": ("zurückgenommen", "withdrawn"),
    "MOVED": ("abgegeben wegen Umzugs", "handed over after a move"),
    "FORWARDED": ("abgegeben wegen Unzuständigkeit", "forwarded"),
    "DISCONTINUED": ("eingestellt", "discontinued"),
    "NOT_ELIGIBLE": ("nicht AKZESS", "not eligible"),
    "CANCELLED": ("abgebrochen", "cancelled"),
    "MERGED": ("Doppelantrag, zusammengeführt", "duplicate, merged"),
    "ZUGESTIMMT": ("zugestimmt", "approved"),
    "ZUGESTIMMT_MIT_BESCHRAENKUNG": ("zugestimmt mit Beschränkung", "approved with a restriction"),
    "FIKTION": ("gilt als erteilt (Fiktion)", "deemed approved"),
    "VERSAGT": ("versagt", "refused"),
    "ZUSTIMMUNGSFREI": ("zustimmungsfrei", "no approval needed"),
    "NONE": ("ohne Ergebnis", "no result"),
    "IHK_DRESDEN": ("IHK Dresden", "IHK Dresden"),
    "IHK_CHEMNITZ": ("IHK Chemnitz", "IHK Chemnitz"),
    "IHK_LEIPZIG": ("IHK zu Leipzig", "IHK zu Leipzig"),
    "HWK_DRESDEN": ("HWK Dresden", "HWK Dresden"),
    "HWK_CHEMNITZ": ("HWK Chemnitz", "HWK Chemnitz"),
    "HWK_LEIPZIG": ("HWK zu Leipzig", "HWK zu Leipzig"),
}
_LISTS = {"nationalities": "labels.states", "delays": "labels.breachCause"}


@cache
def _list(name: str) -> Mapping[str, Pair]:
    found = load_parameters().items.get(name)
    return {one["key"]: (one["de"], one["en"]) for one in (found.values[-1].value if found else ())}


def code(sheet: str, value: str) -> Pair:
    """What a code of a table is called; the code itself where nobody has said."""
    if sheet in _LISTS and value in _list(_LISTS[sheet]):
        return _list(_LISTS[sheet])[value]
    if sheet == "sectors" and value.isdigit():
        german, english = _list("labels.sectors").get(value, ("WZ", "WZ"))
        return (f"{value} {german}", f"{value} {english}")
    if sheet.startswith("duration"):
        return (f"{value} Tage".replace("-", "–"), f"{value} days".replace("-", "–"))
    return _CODES.get(value, (value or "ohne Angabe", value or "not stated"))


@cache
def group(value: str) -> Pair:
    """What a case group is called."""
    texts: Any = load_texts()
    found = tuple(texts.get(f"group.{value}", language) for language in ("de", "en"))
    return (found[0], found[1])


@cache
def sites() -> Mapping[str, Pair]:
    """The sites, in the order of the procedure."""
    found = load_parameters().items["sites"].values[-1].value
    return {one["code"]: (one["name"], one["nameEn"]) for one in found}


@cache
def groups() -> tuple[str, ...]:
    """The case groups, in their order."""
    return tuple(f"FG{number}" for number in range(1, 10))
