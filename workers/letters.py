"""The letter writer: an agency within the house that sets letters, files them in the case and notes when they left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from connectors.base import (
    Accepted,
    DeliveryClass,
    JsonObject,
    Misconfigured,
    Operation,
    Reply,
    Request,
    Unavailable,
)
from connectors.inhouse import InHouse
from documents.errors import Busy, DocumentError
from documents.letters import Order, Setter, Writer, load
from documents.model import Document, Filing, LetterNote, Scan, Source
from documents.registry import Registry
from engine import feel
from engine.functions import FUNCTIONS
from engine.model import SYSTEM, Case
from store.queries import Queries

TENANT = 1
_TEXT: JsonObject = {"type": "string"}
_LETTER = Operation(
    "letter",
    # The key of the job is the key of the filing: done twice, the second finds the first.
    DeliveryClass.A,
    {
        "type": "object",
        "required": ["template", "recipient", "facts"],
        "properties": {
            "template": _TEXT,
            "language": {"type": ["string", "null"]},
            "recipient": {"type": "object"},
            "facts": {"type": "object"},
        },
    },
    {"type": "object", "required": ["documentId", "sha256"], "properties": {"documentId": _TEXT, "sha256": _TEXT}},
    "Schreiben erstellen",
    "Set a letter",
    description_de="Setzt das Schreiben als PDF/A und legt es in die Akte.",
    description_en="Sets the letter as PDF/A and files it in the case.",
)
_SENT = Operation(
    "sent",
    DeliveryClass.A,
    {
        "type": "object",
        "required": ["documentId", "sentAt"],
        "properties": {"documentId": _TEXT, "sentAt": _TEXT, "dispatchId": {"type": ["string", "null"]}},
    },
    {"type": "object"},
    "Absendevermerk",
    "Note of dispatch",
    description_de="Vermerkt am Schreiben, wann es abgesandt wurde (§ 41 Abs. 2 VwVfG).",
    description_en="Notes on the letter when it left (section 41(2) VwVfG).",
)


def evaluate(text: str, facts: Mapping[str, Any], now: datetime) -> Any:
    """A FEEL expression of the letters' data as JSON data; what cannot be computed is None."""
    return feel.to_json(feel.compile(text, functions=FUNCTIONS).evaluate(facts, now=now).value)


@cache
def writer() -> Writer:
    """The letters of the procedure, one per process. Errors: Unrenderable without fonts, ValueError for texts that are none."""
    return Writer(load(), Setter(), evaluate)


class LetterWriter(InHouse):
    """See `connectors.base.Connector`. `access_code` makes the applicant's code for the receipt, for one printing."""

    name: ClassVar[str] = "documents"
    operations: ClassVar[Mapping[str, Operation]] = {"letter": _LETTER, "sent": _SENT}

    def __init__(
        self,
        registry: Registry,
        writer: Writer,
        read: Callable[[], Queries],
        *,
        access_code: Callable[[str, str], str] | None = None,
        status_url: str = "",
    ) -> None:
        self._registry = registry
        self._writer = writer
        self._read = read
        self._access_code = access_code
        self._status_url = status_url

    def send(self, request: Request) -> Reply | Accepted:
        """Errors: Misconfigured for what a person has to repair; Unavailable when there is no room at the moment."""
        case = self._read().case_by_key(TENANT, request.case_ref) if request.case_ref else None
        if case is None:
            raise Misconfigured("case-unknown", "a letter belongs to a case with a number")
        try:
            if request.operation == "sent":
                return self._note(request, case)
            document = self._registry.cabinet.filed(TENANT, _key(request)) or self._set(request, case)
        except Busy:
            raise Unavailable("busy", "too many files are being opened") from None
        except DocumentError as error:
            raise Misconfigured(error.code, error.detail) from None
        return Reply({"documentId": document.id, "sha256": document.version.blob.sha256})

    def _set(self, request: Request, case: Case) -> Document:
        given = request.input
        template = str(given.get("template") or "")
        now = self._registry.now()
        values: dict[str, str] = {}
        if template == "receipt":
            values["statusUrl"] = self._status_url
            # Asked for only here: a further code would end the one in a letter that was filed before.
            values["statusCode"] = self._access_code(case.id, case.business_key) if self._access_code else ""
        made = self._writer.write(
            Order(
                template=template,
                language=str(given.get("language") or "de"),
                case_ref=case.business_key,
                recipient=_context(given.get("recipient")),
                facts=_context(given.get("facts")),
                at=now,
                values=values,
            )
        )
        cabinet = self._registry.cabinet
        return cabinet.file(
            Filing(
                document_id=self._registry.new_id(now),
                tenant=TENANT,
                case_id=case.id,
                folder=made.folder,
                code=None,
                title=made.title,
                source=Source.LETTER,
                file_name=made.file_name,
                media_type="application/pdf",
                blob=cabinet.keep(TENANT, case.id, [made.pdf]),
                scan=Scan.CLEAN,
                at=now,
                by=SYSTEM.person,
                by_name="AKZESS",
                key=_key(request),
                letter=LetterNote(made.template, made.language),
                most=10_000,  # the limit is for what is handed in: a decision must not fail for it
            )
        )

    def _note(self, request: Request, case: Case) -> Reply:
        document = self._registry.cabinet.document(TENANT, str(request.input.get("documentId") or ""))
        if document is None or document.case_id != case.id:
            raise Misconfigured("document-unknown", "the letter is not in this case's file")
        try:
            at = datetime.fromisoformat(str(request.input.get("sentAt")))
        except ValueError:
            raise Misconfigured("sent-at", "sentAt is no instant") from None
        dispatch = str(request.input.get("dispatchId") or "")
        moment = at if at.tzinfo else self._registry.now()
        self._registry.cabinet.sent(TENANT, document.id, at=moment, dispatch_id=dispatch)
        return Reply({})


def _key(request: Request) -> str:
    return f"letter:{request.key}"


def _context(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
