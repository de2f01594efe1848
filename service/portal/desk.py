"""Everything behind the applicants' and employers' pages as one object: drafts, forms, codes, sessions, limits."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import yaml

from authority.intake import EmployerInvitation, IntakeDraft, IntakeFile
from documents.registry import Registry
from processes import AKZESS, Texts, load_texts
from processes.languages import load_languages
from store.intake.drafts import Drafts
from store.queries import Queries

from ..context import TENANT
from ..limits import Buckets, Rate
from ..resources import portal as out
from ..status.attempts import Attempts
from ..status.codes import ALPHABET, fresh, hashed, plain, printed
from .account import Account, CitizenOidc
from .declaration import at_path
from .form import Looked, WebForm
from .inviting import Inviting
from .sessions import Sessions
from .tables import Tables, WantedDocument

#: Bytes of one file on the web; a photograph of a page is smaller.
LARGEST_FILE = 10 * 1024 * 1024
#: New applications from one address: a university or a hostel has one for all of its people.
BEGINNINGS = Rate(60, 3600.0, burst=30)
UPLOADS = Rate(30, 60.0, burst=40)
_REFERENCE_SIGNS = 8


@dataclass(frozen=True, slots=True)
class Portal:
    """What an operator gives the portal; `constants` are the law's values of a day (akzess.procedure).

    `account`: the applicants' login provider (None: numbers and codes only).
    """

    drafts: Drafts
    constants: Callable[[datetime], Mapping[str, Any]]
    account: CitizenOidc | None = None


class PortalDesk:
    """One per process."""

    def __init__(self, portal: Portal, store: Any, now: Callable[[], datetime], files: Registry | None) -> None:
        self.drafts = portal.drafts
        self.now = now
        self.files = files
        self.tables = Tables(TENANT, portal.constants)
        self._constants = portal.constants
        self._texts: Texts = load_texts()
        self.applicants = Sessions(store, now, "intake")
        self.employers = Sessions(store, now, "employer")
        self.accounts = Sessions(store, now, "citizen")
        self.account = Account(portal.account, store, now) if portal.account else None
        self.attempts = Attempts(now)
        self.inviting = Inviting(store, now)
        self._begun = Buckets(BEGINNINGS)
        self._uploads = Buckets(UPLOADS)
        self.forms = {name: WebForm(name) for name in ("application", "employer", "agreement", "demand")}
        iso = yaml.safe_load((AKZESS / "iso-states.yaml").read_text(encoding="utf-8"))
        self.iso: dict[str, str] = {str(key): str(value) for key, value in iso.items()}

    # -- in

    def must_wait(self, address: str) -> int:
        """Seconds until an address may begin another application; 0: now."""
        return self._begun.take(address, time.monotonic())

    def upload_must_wait(self, subject: str) -> int:
        """Seconds until somebody may upload again; 0: now."""
        return self._uploads.take(subject, time.monotonic())

    def begin(self, new_id: str, language: str, subject: str | None = None, mark: str = "E") -> tuple[IntakeDraft, str]:
        """A new application (or what else begins with `mark`) and its code as it is told once."""
        code, salt = fresh(), secrets.token_bytes(16)
        signs = "".join(secrets.choice(ALPHABET) for _ in range(_REFERENCE_SIGNS))
        content: dict[str, Any] = {"answers": {"applicant": {"contactLang": language.split("-")[0]}}, "page": "purpose"}
        draft = self.drafts.begin(
            tenant=TENANT,
            draft_id=new_id,
            reference=f"{mark}-{signs[:4]}-{signs[4:]}",
            code_hash=hashed(code, salt),
            salt=salt,
            language=language,
            content=content,
            subject=subject,
        )
        return draft, printed(code)

    def opens(self, reference: str, typed: str, mark: str = "E") -> IntakeDraft | None:
        """The draft that number and code open. An unknown number costs the same work and opens none."""
        found = self.drafts.by_reference(TENANT, normal(reference, mark))
        salt, wanted = (found.salt, found.code_hash) if found else (b"\x00" * 16, b"\x00" * 32)
        same = hmac.compare_digest(hashed(plain(typed), salt), wanted)
        return found if found is not None and same else None

    # -- what is shown

    def look(self, draft: IntakeDraft) -> tuple[dict[str, Any], Looked]:
        """What was typed (with the page) and what the rules say about it."""
        content = self.drafts.content(draft)
        answers = content.get("answers")
        given = answers if isinstance(answers, dict) else {}
        return content, self.forms["application"].look(given, self.now())

    def shown(self, read: Queries, draft: IntakeDraft, language: str, csrf: str) -> out.PortalDraft:
        """The whole application as its page needs it."""
        content, looked = self.look(draft)
        opened = draft.wrapped is not None
        wanted = self.tables.documents(read, looked.data, self.now()) if opened and "purpose" in looked.data else []
        return out.PortalDraft(
            reference=draft.reference,
            state=draft.state,  # type: ignore[arg-type]  # the three words of DraftState
            version=draft.version,
            language=draft.language,
            page=str(content.get("page") or ""),
            answers=filled(looked.data if opened else {}, content.get("answers") or {}),
            steps=self.steps(looked),
            visible=sorted(looked.visible),
            notes=sorted(looked.notes),
            faults=looked.told(language),
            files=self.files_of(draft) if opened else [],
            documents=[self.document(one, language) for one in wanted],
            invitations=[],
            expires_at=draft.expires_at,
            business_key=draft.business_key,
            csrf=csrf,
        )

    def document(self, wanted: WantedDocument, language: str) -> out.PortalDocument:
        """A document of the list in the language of the page, or of its fallbacks; German and English names are the table's."""
        table = {"de": wanted.name_de, "en": wanted.name_en}
        key = f"document.{wanted.code}"
        own = (
            self._texts.languages.get(code, {}).get(key) or table.get(code) for code in load_languages().chain(language)
        )
        name = next((one for one in own if one), wanted.name_de)
        return out.PortalDocument(code=wanted.code, name=name, required=wanted.required)

    def completed(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What the form submits, with what the office knows better than the applicant: the municipal key of a business.

        It is the key of the site that is responsible for the applicant's address (domain document 1.3), to be made more
        exact by the clerk.
        """
        found = dict(data)
        business = found.get("business")
        if isinstance(business, Mapping) and business.get("name") and not business.get("locationAgs"):
            plz = at_path(data, "applicant.address.plz")
            for site in self._constants(self.now())["parameter"]["sites"]:
                if plz in site["plz"]:
                    found["business"] = {**business, "locationAgs": str(site["agsPrefix"]).ljust(8, "0")}
        return found

    def steps(self, looked: Looked, name: str = "application") -> list[out.PortalStep]:
        """The pages of a form: which are shown for these answers, and how many faults each has."""
        form = self.forms[name]
        counts: dict[str, int] = {}
        for fault in looked.faults:
            page = form.pages.page_of(_bare(fault.path))
            counts[page] = counts.get(page, 0) + 1
        shown = {form.pages.page_of(_bare(path)) for path in looked.visible if not form.of_office(path)}
        return [
            out.PortalStep(key=page.key, shown=page.key in shown, faults=counts.get(page.key, 0))
            for page in form.pages.pages
        ]

    def files_of(self, draft: IntakeDraft) -> list[out.PortalFile]:
        """The files of a draft with their names."""
        return [self.file(draft, one) for one in self.drafts.files(draft)]

    def invitations(self, *, draft_id: str | None = None, case_id: str | None = None) -> list[out.PortalInvitation]:
        """The employers' links of a draft or a case."""
        return [self.invitation(one) for one in self.inviting.listed(TENANT, draft_id=draft_id, case_id=case_id)]

    def invitation(self, one: EmployerInvitation) -> out.PortalInvitation:
        """A link without its token."""
        return out.PortalInvitation(
            id=one.id, kind=one.kind, expires_at=one.expires_at, answered_at=one.answered_at, open=one.live(self.now())
        )

    def file(self, draft: IntakeDraft, one: IntakeFile) -> out.PortalFile:
        """One of them."""
        return out.PortalFile(
            id=one.id,
            code=one.code,
            file_name=self.drafts.file_name(draft, one),
            size=one.size,
            at=one.uploaded_at,
            pending=one.scan == "pending",
            source=one.source,
        )


def filled(below: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed over what the form begins with; lists are taken as a whole."""
    found = dict(below)
    for name, value in typed.items():
        before = found.get(name)
        both = isinstance(before, Mapping) and isinstance(value, Mapping)
        found[name] = filled(before, value) if both else value  # type: ignore[arg-type]  # `both` says it
    return found


def normal(reference: str, mark: str = "E") -> str:
    """A number as it is kept, however it was typed: E-7KQM-3XTP."""
    signs = plain(reference)
    signs = signs[1:] if signs.startswith(mark) and len(signs) == _REFERENCE_SIGNS + 1 else signs
    return f"{mark}-{signs[:4]}-{signs[4:]}"


def codes_of(wanted: Sequence[out.PortalDocument]) -> frozenset[str]:
    """Which documents are asked for."""
    return frozenset(one.code for one in wanted)


def _bare(path: str) -> str:
    return ".".join(part for part in path.split(".") if not part.isdigit())
