"""Says in German or English what a trace, a failure or a finding means, for clerks and designers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal

from engine.feel import to_json, to_text

from .findings import Finding
from .trace import CellTrace, Failure, RuleTrace

Language = Literal["de", "en"]

TITLES: Final[dict[str, tuple[str, str]]] = {
    "aggregation": ("Die Ergebnisse lassen sich nicht zusammenfassen", "The outputs cannot be aggregated"),
    "any": ("Mehrere Regeln treffen mit verschiedenen Ergebnissen zu", "Several rules match with different outputs"),
    "cell-type": ("Der Wert passt nicht zur Art der Eingabe", "The value does not fit the kind of input"),
    "cycle": ("Entscheidungen setzen sich im Kreis voraus", "Decisions require each other in a circle"),
    "doctype": ("Eine Dokumenttyp-Deklaration ist nicht erlaubt", "A document type declaration is not allowed"),
    "duplicate-id": ("Eine Kennung ist doppelt vergeben", "An id is used twice"),
    "duplicate-name": ("Ein Name ist doppelt vergeben", "A name is used twice"),
    "external-function": ("Java- und PMML-Funktionen sind nicht möglich", "Java and PMML functions are not possible"),
    "feel-syntax": ("Der Ausdruck ist kein FEEL", "The expression is not FEEL"),
    "gap": ("Lücke: keine Regel trifft zu", "Gap: no rule matches"),
    "hit-policy": ("Diese Trefferregel gibt es nicht", "This hit policy does not exist"),
    "href": ("Ein Verweis ist leer", "A reference is empty"),
    "import-cycle": ("Modelle importieren sich im Kreis", "Models import each other in a circle"),
    "import-type": ("Nur DMN-Modelle lassen sich importieren", "Only DMN models can be imported"),
    "input-type": ("Eine Eingabe hat nicht die verlangte Art", "An input is not of the required type"),
    "input-value": ("Eine Eingabe liegt außerhalb der erlaubten Werte", "An input is outside the allowed values"),
    "language": ("Nur FEEL-Ausdrücke sind möglich", "Only FEEL expressions are possible"),
    "limit": ("Die Berechnung ist zu umfangreich", "The computation is too large"),
    "malformed-xml": ("Die Datei ist kein gültiges XML", "The file is not well-formed XML"),
    "missing-cell": ("Der Regel fehlt eine Zelle", "The rule lacks a cell"),
    "missing-output": ("Der Regel fehlt ein Ergebnis", "The rule lacks an output"),
    "no-logic": ("Die Entscheidung hat keinen Inhalt", "The decision has no logic"),
    "no-name": ("Ein Name fehlt", "A name is missing"),
    "no-namespace": ("Dem Modell fehlt der Namensraum", "The model has no namespace"),
    "no-output": ("Ein Ergebnis fehlt", "An output is missing"),
    "no-output-values": ("Die Rangfolge der Ergebnisse fehlt", "The order of the outputs is missing"),
    "not-checked": ("Nicht auf Lücken geprüft", "Not checked for gaps"),
    "not-dmn": ("Die Datei ist kein DMN 1.1 bis 1.5", "The file is not DMN 1.1 to 1.5"),
    "output-name": ("Die Ergebnisse brauchen verschiedene Namen", "The outputs need different names"),
    "output-type": ("Das Ergebnis hat nicht die verlangte Art", "The output is not of the required type"),
    "output-value": ("Das Ergebnis liegt außerhalb der erlaubten Werte", "The output is outside the allowed values"),
    "overlap": ("Regeln überschneiden sich", "Rules overlap"),
    "row-length": ("Die Zeile hat nicht so viele Zellen wie Spalten", "The row has not as many cells as columns"),
    "too-deep": ("Zu tief geschachtelt", "Nested too deep"),
    "too-large": ("Zu umfangreich", "Too large"),
    "two-expressions": ("Eine Entscheidung hat nur einen Inhalt", "A decision has one expression"),
    "type-cycle": ("Eine Datenart enthält sich selbst", "A type contains itself"),
    "unique": ("Mehrere Regeln treffen zu, erlaubt ist eine", "Several rules match, one is allowed"),
    "unknown-import": ("Das importierte Modell fehlt", "The imported model is missing"),
    "unknown-name": ("Unbekannter Name", "Unknown name"),
    "unknown-reference": ("Ein Verweis führt ins Leere", "A reference leads nowhere"),
    "unknown-type": ("Unbekannte Datenart", "Unknown type"),
    "unreachable": ("Die Regel kommt nie zum Zug", "The rule never counts"),
    "unused-input": ("Die Eingabe wird nicht gebraucht", "The input is not used"),
}
"""What each code of a finding or failure means, in German and English."""


def in_words(record: Finding | Failure | RuleTrace, language: Language = "de") -> str:
    """One sentence: what is wrong and where, or why a rule did or did not match."""
    if isinstance(record, RuleTrace):
        return _rule(record, language)
    german = language == "de"
    title = TITLES[record.code][0 if german else 1]
    advice = ""
    if isinstance(record, Finding) and record.name:
        title += f" „{record.name}“" if german else f" “{record.name}”"
        advice = _advice(record.near, language)
    parts = []
    if record.rules:
        parts.append(_rules(record.rules, language))
    if isinstance(record, Finding):
        if record.cell is not None and not record.rules:
            row, column = record.cell
            parts.append(f"Regel {row}, Spalte {column}" if german else f"rule {row}, column {column}")
        if record.witness is not None:
            shown = ", ".join(f"{name} = {_value(value, language)}" for name, value in record.witness.items())
            parts.append(f"zum Beispiel bei {shown}" if german else f"for example with {shown}")
    return (f"{title} ({'; '.join(parts)})." if parts else f"{title}.") + advice


def _advice(near: str, language: Language) -> str:
    """What to do about a name that nothing has: the nearest one, else where names come from."""
    if language == "de":
        if near:
            return f" Ist „{near}“ gemeint?"
        return " Schreiben Sie den Namen einer verbundenen Eingabe, oder verbinden Sie die Eingabe im Graphen."
    if near:
        return f" Is “{near}” meant?"
    return " Write the name of an input that is connected, or connect the input in the graph."


def _rule(rule: RuleTrace, language: Language) -> str:
    german = language == "de"
    if rule.matched:
        return f"Regel {rule.number} trifft zu." if german else f"Rule {rule.number} matches."
    reasons = "; ".join(_cell(cell, language) for cell in rule.reasons)
    head = f"Regel {rule.number} trifft nicht zu" if german else f"Rule {rule.number} does not match"
    return f"{head}: {reasons}."


def _cell(cell: CellTrace, language: Language) -> str:
    value = _value(cell.value, language)
    if cell.value is not None and cell.result is None:
        if language == "de":
            return f"{cell.input} ist {value} und nicht vergleichbar mit {cell.test}"
        return f"{cell.input} is {value} and cannot be compared with {cell.test}"
    if language == "de":
        return f"{cell.input} ist {value}, verlangt ist {cell.test}"
    return f"{cell.input} is {value}, required is {cell.test}"


def _rules(rules: Sequence[int], language: Language) -> str:
    numbers = [str(rule) for rule in rules]
    word = ("Regel", "Regeln", "und") if language == "de" else ("rule", "rules", "and")
    if len(numbers) == 1:
        return f"{word[0]} {numbers[0]}"
    return f"{word[1]} {', '.join(numbers[:-1])} {word[2]} {numbers[-1]}"


def _value(value: Any, language: Language) -> str:
    """A value as the reader of the language writes it."""
    german = language == "de"
    if value is None:
        return "leer" if german else "empty"
    if isinstance(value, bool):
        return ("ja" if value else "nein") if german else ("yes" if value else "no")
    if isinstance(value, str):
        return f"„{value}“" if german else f'"{value}"'
    if isinstance(value, Decimal | int):
        text = to_text(Decimal(value))
        return text.replace(".", ",") if german else text
    if german and isinstance(value, date) and not isinstance(value, datetime):
        return f"{value:%d.%m.%Y}"
    return str(to_json(value))
