"""The types of what FIT-Connect does for us, and of the announcement of a submission."""

from __future__ import annotations

from ..base import DeliveryClass, MessageType, Operation
from ..schema import UUID, Schema, many, moment, nullable, record, text

NAME = "fitconnect"
_A = DeliveryClass.A
_submission = text("Einreichung", "Submission", pattern=UUID)
_application: Schema = {"type": "object", "title": "Antrag (entschlüsselt)", "x-title-en": "Application (opened)"}
_stored = record(eventId=text("Ereignis", "Event", pattern=UUID), storedAt=moment("Gespeichert", "Stored"))
_UNKNOWN = ("SCHEMA_INVALID", "VALIDATION", "DUPLICATE", "UNKNOWN_SUBMISSION")
_HEAD = {
    "submissionId": _submission,
    "fitCaseId": text("Vorgang bei FIT-Connect", "Case at FIT-Connect", pattern=UUID),
    "destinationId": text("Zustellpunkt", "Destination", pattern=UUID),
    "serviceIdentifier": text("Leistung (LeiKa)", "Service (LeiKa key)"),
    "sentAt": moment("Eingereicht", "Sent"),
}
OPERATIONS = {
    operation.name: operation
    for operation in (
        Operation(
            "registerCallback",
            _A,
            record(destinationId=text("Zustellpunkt", "Destination", pattern=UUID)),
            record(
                destinationId=text("Zustellpunkt", "Destination", pattern=UUID),
                waiting=many(_submission, "Wartende Einreichungen", "Waiting submissions", most=1000),
            ),
            "Zustellpunkt anmelden",
            "Register the destination",
            description_de="Teilt mit, wohin Einreichungen gemeldet werden.",
            description_en="Says where submissions are to be announced.",
            errors=("SCHEMA_INVALID", "VALIDATION", "DUPLICATE"),
        ),
        Operation(
            "getSubmission",
            _A,
            record(submissionId=_submission),
            record(
                **_HEAD,
                encryptedData=text("Antrag (verschlüsselt, JWE)", "Application (encrypted, JWE)", longest=10_000_000),
                application=nullable(_application),
            ),
            "Einreichung abholen",
            "Fetch a submission",
            errors=_UNKNOWN,
        ),
        Operation(
            "acceptSubmission",
            _A,
            record(submissionId=_submission),
            _stored,
            "Einreichung annehmen",
            "Accept a submission",
            errors=(*_UNKNOWN, "ALREADY_DECIDED"),
        ),
        Operation(
            "rejectSubmission",
            _A,
            record(
                submissionId=_submission,
                problems=many(
                    record(code=text("Kennung", "Code", longest=100), text=text("Grund", "Reason")),
                    "Gründe",
                    "Reasons",
                    least=1,
                    most=20,
                ),
            ),
            _stored,
            "Einreichung ablehnen",
            "Reject a submission",
            errors=(*_UNKNOWN, "ALREADY_DECIDED"),
        ),
    )
}
MESSAGES = {
    "fitconnect.submission": MessageType(
        "fitconnect.submission", "submissionId", record(**_HEAD), "Antrag aus dem Portal", "Application from the portal"
    )
}
