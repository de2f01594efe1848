"""What is said about things of Camunda 7 that nobody translates: not needed here, or for a person to complete."""

from __future__ import annotations

#: Attributes that steer another engine's inside (transactions, clean-up, start lists): nothing is lost without them.
NOT_NEEDED = frozenset(
    {
        "async", "asyncBefore", "asyncAfter", "exclusive", "historyTimeToLive", "jobPriority", "taskPriority", "versionTag",
        "isStartableInTasklist", "candidateStarterGroups", "candidateStarterUsers", "initiator", "diagramRelationId",
        "modelerTemplate", "modelerTemplateVersion", "resultVariable", "mapDecisionResult", "decisionRefBinding",
        "decisionRefVersion", "calledElementBinding", "formRefBinding", "errorCodeVariable", "errorMessageVariable",
        "errorMessage", "variableMappingClass", "caseBinding",
    }
)  # fmt: skip

OPEN_ELEMENTS: dict[str, tuple[str, str]] = {
    "*": (
        "Wird hier nicht ausgeführt; prüfen, ob es gebraucht wird.",
        "Is not executed here; see whether it is needed.",
    ),
    "executionListener": (
        "Zuhörer gibt es hier nicht: eine Ausgabe, ein Skript oder einen Auftrag daraus machen.",
        "There are no listeners here: make an output, a script or a job of it.",
    ),
    "taskListener": (
        "Zuhörer gibt es hier nicht: eine Ausgabe, ein Skript oder einen Auftrag daraus machen.",
        "There are no listeners here: make an output, a script or a job of it.",
    ),
    "formData": ("Ein Formular (form-js) mit diesen Feldern bauen.", "Build a form (form-js) with these fields."),
    "connector": ("Eine Vorlage (Behörde) wählen.", "Choose a template (agency)."),
    "failedJobRetryTimeCycle": (
        "Wiederholungen regelt der Konnektor der Behörde.",
        "The agency's connector decides about repeats.",
    ),
    "errorEventDefinition": (
        "Fehler externer Aufgaben meldet der Worker selbst.",
        "A worker reports errors of external tasks itself.",
    ),
}
