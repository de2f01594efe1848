"""The designer's element that asks a department and waits for its answer: a call of the process `consultation`."""

from __future__ import annotations

from typing import Any, Literal

from .network import Network

Language = Literal["de", "en"]
SCHEMA = "https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json"
PROCESS = "consultation"
#: Inputs of the process: name, German, English, what a diagram usually brings (FEEL). Nothing else is seen in there.
_INPUTS = (
    (
        "person", "Person", "Person",
        "={familyName: applicant.familyName, givenNames: applicant.givenNames, birthDate: applicant.birthDate}",
    ),
    ("azrNumber", "AZR-Nummer", "Register number (AZR)", "=azr.azrNumber"),
    ("trade", "Gewerbe", "Trade", "=business.activity"),
    ("locationAgs", "Ort (AGS)", "Place (municipal key)", "=business.locationAgs"),
    ("query", "Gesuchter Eintrag (Standesamt)", "Entry looked for (civil registry office)", "=null"),
    ("basis", "Grundlage (Sozialamt)", "Basis (social welfare office)", "=null"),
)  # fmt: skip
_NAME = {"de": "Stelle beteiligen und Antwort abwarten", "en": "Consult a department and await its answer"}
_ABOUT = {
    "de": "Frist und Erinnerung wie in partners.yaml; ohne Antwort entscheidet die Leitung. Nur was die Frage braucht, geht hinaus.",
    "en": "Due date and reminder as in partners.yaml; without an answer the lead decides. Only what the question needs leaves.",
}
_QUESTION = {"de": "Frage", "en": "Question"}
_RESULT = {"de": "Ergebnis (Name der Variablen)", "en": "Result (name of the variable)"}
_GROUPS = {"de": {"in": "Angaben (FEEL)", "out": "Ergebnis"}, "en": {"in": "Data (FEEL)", "out": "Result"}}


def template(network: Network, language: Language) -> dict[str, Any]:
    """Camunda's JSON of the element, in a language; its id is the same in both."""
    kinds = [
        {"name": one.name.de if language == "de" else one.name.en, "value": f'="{one.kind}"'}
        for one in network.consultations.values()
    ]
    return {
        "$schema": SCHEMA,
        "name": _NAME[language],
        "id": "akzess.consultation",
        "description": _ABOUT[language],
        "appliesTo": ["bpmn:Task", "bpmn:CallActivity"],
        "elementType": {"value": "bpmn:CallActivity"},
        "category": {"id": "akzess.aemter", "name": "aemter"},
        "groups": [{"id": name, "label": label} for name, label in _GROUPS[language].items()],
        "properties": [
            {
                "type": "Hidden",
                "value": PROCESS,
                "binding": {"type": "zeebe:calledElement", "property": "processId"},
            },
            {
                "id": "in.kind",
                "label": _QUESTION[language],
                "type": "Dropdown",
                "choices": kinds,
                "value": kinds[0]["value"],
                "group": "in",
                "binding": {"type": "zeebe:input", "name": "kind"},
            },
            *(
                {
                    "id": f"in.{name}",
                    "label": german if language == "de" else english,
                    "type": "String",
                    "feel": "required",
                    "value": value,
                    "group": "in",
                    "binding": {"type": "zeebe:input", "name": name},
                }
                for name, german, english, value in _INPUTS
            ),
            {
                "id": "out.konsultation",
                "label": _RESULT[language],
                "type": "String",
                "value": "auskunft",
                "group": "out",
                "binding": {"type": "zeebe:output", "source": "=konsultation"},
            },
        ],
    }
