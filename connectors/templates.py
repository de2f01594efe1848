"""Element templates for the designer, generated from the operation types: Camunda's JSON, zeebe dialect, one list per
language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from .base import DeliveryClass, JsonObject, MessageType, Operation

if TYPE_CHECKING:  # the registry's own evidence asks this module
    from .registry import Agency

Language = Literal["de", "en"]
SCHEMA = "https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json"
#: File by language. The id of a template is the same in both, so an element keeps it when the designer's language changes.
FILES: Mapping[Language, str] = {"de": "template.json", "en": "template.en.json"}
_RETRIES = "12"
_DELIVERY: Mapping[DeliveryClass, Mapping[Language, str]] = {
    DeliveryClass.A: {
        "de": "Klasse A: die Stelle erkennt Wiederholungen.",
        "en": "Class A: the agency recognises repeats.",
    },
    DeliveryClass.B: {
        "de": "Klasse B: vor dem Wiederholen wird nachgefragt.",
        "en": "Class B: the agency is asked before a repeat.",
    },
    DeliveryClass.C: {
        "de": "Klasse C: nie von selbst wiederholt; bei unklarem Ausgang entscheidet ein Mensch.",
        "en": "Class C: never repeated by itself; a person decides when the outcome is unknown.",
    },
}
_WORDS: Mapping[str, Mapping[Language, str]] = {
    "in": {"de": "Eingaben (FEEL)", "en": "Inputs (FEEL)"},
    "out": {"de": "Ergebnisse (Name der Variablen)", "en": "Results (name of the variable)"},
    "run": {"de": "Ausführung", "en": "Execution"},
    "retries": {"de": "Versuche", "en": "Attempts"},
    "errors": {"de": "Fehlercodes (BPMN-Fehler)", "en": "Error codes (BPMN errors)"},
    "one of": {"de": "Werte", "en": "values"},
    "fields": {"de": "Felder (? = darf fehlen)", "en": "fields (? = may be missing)"},
    "list of": {"de": "Liste; je Eintrag", "en": "list; each entry"},
    "list": {"de": "Liste", "en": "list"},
    "date": {"de": "Datum, ISO 8601", "en": "date, ISO 8601"},
    "date-time": {"de": "Zeitpunkt mit Zeitzone, ISO 8601", "en": "time with offset, ISO 8601"},
    "key": {"de": "Korrelationsschlüssel (FEEL)", "en": "Correlation key (FEEL)"},
    "key help": {"de": "verglichen mit", "en": "compared with"},
    "number": {"de": "Zahl", "en": "number"},
    "integer": {"de": "ganze Zahl", "en": "whole number"},
    "boolean": {"de": "true oder false", "en": "true or false"},
}


def of(agency: Agency, language: Language) -> list[dict[str, Any]]:
    """The templates of an agency: one per operation (service task), one per message (catch event and receive task)."""
    operations = [_service_task(agency, operation, language) for operation in agency.connector.operations.values()]
    messages = [
        _message(agency, kind, element, language)
        for kind in agency.connector.messages.values()
        for element in ("bpmn:IntermediateCatchEvent", "bpmn:ReceiveTask")
    ]
    return operations + messages


def text(agency: Agency, language: Language) -> str:
    """The content of the agency's template file in that language."""
    return json.dumps(of(agency, language), ensure_ascii=False, indent=2) + "\n"


def stale(agency: Agency) -> list[Path]:
    """The template files of an agency that are missing or not what its types say."""
    wanted = {agency.folder / name: text(agency, language) for language, name in FILES.items()}
    return [path for path, content in wanted.items() if not path.is_file() or path.read_text("utf-8") != content]


def write(agency: Agency) -> list[Path]:
    """Write the files that are stale; returns them. Error: OSError when an installed package cannot be written."""
    files = stale(agency)
    for language, name in FILES.items():
        if agency.folder / name in files:
            (agency.folder / name).write_text(text(agency, language), encoding="utf-8")
    return files


def _service_task(agency: Agency, operation: Operation, language: Language) -> dict[str, Any]:
    properties = [
        {
            "type": "Hidden",
            "value": f"{agency.name}.{operation.name}",
            "binding": {"type": "zeebe:taskDefinition", "property": "type"},
        },
        *_inputs(operation.input, language),
        *_outputs(operation.output, language),
        {
            "id": "retries",
            "label": _WORDS["retries"][language],
            "description": _DELIVERY[operation.delivery][language],
            "type": "String",
            "value": _RETRIES,
            "group": "run",
            "binding": {"type": "zeebe:taskDefinition", "property": "retries"},
        },
    ]
    help_text = operation.description_de if language == "de" else operation.description_en
    errors = f"{_WORDS['errors'][language]}: {', '.join(operation.errors)}." if operation.errors else ""
    return {
        "$schema": SCHEMA,
        "name": operation.label_de if language == "de" else operation.label_en,
        "id": f"akzess.{agency.name}.{operation.name}",
        "description": " ".join(part for part in (help_text, _DELIVERY[operation.delivery][language], errors) if part),
        "appliesTo": ["bpmn:Task", "bpmn:ServiceTask"],
        "elementType": {"value": "bpmn:ServiceTask"},
        "category": {"id": f"akzess.{agency.name}", "name": agency.name},
        "groups": [{"id": group, "label": _WORDS[group][language]} for group in ("in", "out", "run")],
        "properties": properties,
    }


def _inputs(schema: JsonObject, language: Language) -> Iterator[dict[str, Any]]:
    for name, field in schema["properties"].items():
        entry: dict[str, Any] = {
            "id": f"in.{name}",
            "label": f"{_label(field, name, language)} ({name})",
            "description": _help(field, language),
            "type": "Text" if _kind(field) in ("object", "array") else "String",
            "feel": "required",
            "group": "in",
            "binding": {"type": "zeebe:input", "name": name},
        }
        entry |= {"constraints": {"notEmpty": True}} if name in schema["required"] else {"optional": True}
        yield entry


def _outputs(schema: JsonObject, language: Language) -> Iterator[dict[str, Any]]:
    for name, field in schema["properties"].items():
        yield {
            "id": f"out.{name}",
            "label": f"{_label(field, name, language)} ({name})",
            "description": _help(field, language),
            "type": "String",
            "optional": True,
            "group": "out",
            "binding": {"type": "zeebe:output", "source": f"={name}"},
        }


def _message(agency: Agency, kind: MessageType, element: str, language: Language) -> dict[str, Any]:
    """A template that waits for a message; its payload fields are in the description, for the outputs a modeller maps."""
    event = element == "bpmn:IntermediateCatchEvent"
    key_help = f"{_WORDS['key help'][language]} {kind.correlation_key}"
    definition = {"eventDefinition": "bpmn:MessageEventDefinition"} if event else {}
    return {
        "$schema": SCHEMA,
        "name": kind.label_de if language == "de" else kind.label_en,
        "id": f"akzess.{kind.name}.{'event' if event else 'task'}",
        "description": _help(kind.payload, language),
        "appliesTo": [element, "bpmn:IntermediateThrowEvent" if event else "bpmn:Task"],
        "elementType": {"value": element} | definition,
        "category": {"id": f"akzess.{agency.name}", "name": agency.name},
        "properties": [
            {"type": "Hidden", "value": kind.name, "binding": {"type": "bpmn:Message#property", "name": "name"}},
            {
                "id": "correlationKey",
                "label": _WORDS["key"][language],
                "description": key_help,
                "type": "String",
                "feel": "required",
                "constraints": {"notEmpty": True},
                "binding": {"type": "bpmn:Message#zeebe:subscription#property", "name": "correlationKey"},
            },
        ],
    }


def _label(field: JsonObject, name: str, language: Language) -> str:
    return str(field.get("title" if language == "de" else "x-title-en") or name)


def _plain(field: JsonObject) -> JsonObject:
    """The schema without its null alternative."""
    return next((entry for entry in field.get("anyOf", ()) if entry != {"type": "null"}), field)


def _kind(field: JsonObject) -> str:
    return str(_plain(field).get("type", ""))


def _help(field: JsonObject, language: Language) -> str:
    """What a value looks like, in one sentence: never longer than a tooltip can show."""
    field = _plain(field)
    if "enum" in field:
        return f"{_WORDS['one of'][language]}: {', '.join(str(value) for value in field['enum'])}"
    if field.get("type") == "object" and "properties" in field:
        return f"{_WORDS['fields'][language]}: {_fields(field)}"
    if field.get("type") == "array":
        entry = _plain(field["items"])
        if entry.get("type") == "object":
            return f"{_WORDS['list of'][language]}: {_fields(entry)}"
        return _WORDS["list"][language]
    if field.get("format") in ("date", "date-time"):
        return _WORDS[field["format"]][language]
    if "pattern" in field:
        return f"{field['pattern']}"
    return _WORDS[str(field["type"])][language] if field.get("type") in ("number", "integer", "boolean") else ""


def _fields(schema: JsonObject) -> str:
    required = schema.get("required", ())
    return ", ".join(name if name in required else f"{name}?" for name in schema.get("properties", ()))
