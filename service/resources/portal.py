"""What applicants and employers see of applications that are being filled in."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .base import Day, Moment, Resource

Draft = "E-7KQM-3XTP"
Code = "K7QM-3XTP-9WDH"


class PortalOption(Resource):
    """One value that can be chosen."""

    value: str | bool = Field(examples=["FG1"])
    label: str = Field(examples=["Erwerbstätigkeit (Beschäftigung)"])


class PortalField(Resource):
    """A field, a group or a list of the form, in the language of the page; `path` names it in the answers."""

    type: str = Field(examples=["textfield"])
    path: str = Field(examples=["applicant.familyName"], description="Inside a list: below the item")
    label: str = Field(examples=["Familienname"])
    text: str = Field(default="", examples=[""])
    hint: str = Field(default="", examples=["wie im Pass"])
    required: bool = Field(default=False, examples=[True])
    sensitive: bool = Field(default=False, examples=[False])
    states: bool = Field(default=False, description="The options are the states of the form", examples=[False])
    options: list[PortalOption] = Field(default=[])
    min: float | None = Field(default=None, examples=[0])
    max: float | None = Field(default=None, examples=[600])
    min_length: int | None = Field(default=None, examples=[1])
    max_length: int | None = Field(default=None, examples=[100])
    decimals: int | None = Field(default=None, examples=[2])
    input: str = Field(default="text", examples=["text"])
    fields: list[PortalField] = Field(default=[])


class PortalPage(Resource):
    """A page of the form."""

    key: str = Field(examples=["person"])
    fields: list[PortalField]


class PortalForm(Resource):
    """The form page by page."""

    language: str = Field(examples=["de"])
    pages: list[PortalPage]
    states: dict[str, str] = Field(description="States by DESTATIS key", examples=[{"436": "Indien"}])
    iso: dict[str, str] = Field(description="ISO 3166 code of a DESTATIS key", examples=[{"436": "IN"}])


class PortalSetup(Resource):
    """What the page needs before anybody is in."""

    account: str | None = Field(
        default=None, description="Name of the login provider, if there is one", examples=[None]
    )
    account_path: str = Field(default="/portal/account", examples=["/portal/account"])
    files_largest: int = Field(description="Bytes", examples=[10485760])


class PortalFault(Resource):
    """An answer that the rules refuse."""

    path: str = Field(examples=["applicant.familyName"])
    code: str = Field(examples=["required"])
    text: str = Field(default="", description="The form's own text, German / English", examples=[""])


class PortalStep(Resource):
    """A page of this application: shown or passed over, and how many answers of it are not right yet."""

    key: str = Field(examples=["person"])
    shown: bool = Field(examples=[True])
    faults: int = Field(ge=0, examples=[2])


class PortalFile(Resource):
    """A file that belongs to the application."""

    id: str = Field(examples=["0199f3a2-7c1b-7e4d-9a52-3f6c1d2e4b5a"])
    code: str = Field(examples=["PASSPORT"])
    file_name: str = Field(examples=["pass.pdf"])
    size: int = Field(examples=[182044])
    at: Moment
    pending: bool = Field(description="Waits for the virus scanner", examples=[False])
    source: str = Field(examples=["APPLICANT"])


class PortalDocument(Resource):
    """A document that the decision tables ask for."""

    code: str = Field(examples=["PASSPORT"])
    name: str = Field(examples=["Reisepass oder Passersatz"])
    required: bool = Field(examples=[True])


class PortalInvitation(Resource):
    """The employer's link; the link itself is told once."""

    id: str = Field(examples=["0199f3a2-7c1b-7e4d-9a52-3f6c1d2e4b5a"])
    kind: str = Field(examples=["EZB"])
    expires_at: Moment
    answered_at: Moment | None = None
    open: bool = Field(examples=[True])


class PortalInvited(Resource):
    """A new link for the employer, told once."""

    path: str = Field(examples=["/portal/employer/#5Cz0…"])
    invitation: PortalInvitation


class PortalDraft(Resource):
    """An application that is being filled in; ETag is its version."""

    reference: str = Field(examples=[Draft])
    state: Literal["OPEN", "SUBMITTING", "SUBMITTED"] = Field(examples=["OPEN"])
    version: int = Field(examples=[12])
    language: str = Field(examples=["de"])
    page: str = Field(examples=["person"])
    answers: dict[str, Any] = Field(examples=[{"purpose": "FG1"}])
    steps: list[PortalStep]
    visible: list[str] = Field(examples=[["purpose"]])
    notes: list[str] = Field(examples=[["Field_16"]])
    faults: list[PortalFault]
    files: list[PortalFile]
    documents: list[PortalDocument]
    invitations: list[PortalInvitation]
    expires_at: Moment
    business_key: str | None = Field(default=None, examples=[None])
    csrf: str = Field(examples=["Jx0mY1n6pH2cVb9sLq4w"])


class PortalBegun(Resource):
    """A new application: number and code are told once."""

    reference: str = Field(examples=[Draft])
    code: str = Field(examples=[Code])
    csrf: str = Field(examples=["Jx0mY1n6pH2cVb9sLq4w"])


class PortalEntered(Resource):
    """Somebody is let in (cookie). Every later change carries `csrf` in the header X-CSRF."""

    csrf: str = Field(examples=["Jx0mY1n6pH2cVb9sLq4w"])
    expires_at: Moment


class PortalSubmitted(Resource):
    """The application is a case now; the access code is told once, a repetition tells a further one."""

    business_key: str = Field(examples=["AKZ-DD-2026-000042"])
    code: str = Field(examples=[Code])


class PortalMine(Resource):
    """An application that an account has begun."""

    reference: str = Field(examples=[Draft])
    state: str = Field(examples=["OPEN"])
    updated_at: Moment
    business_key: str | None = Field(default=None, examples=[None])


class PortalAccount(Resource):
    """What an account at the login provider has begun here."""

    csrf: str = Field(examples=["Jx0mY1n6pH2cVb9sLq4w"])
    items: list[PortalMine]


class EmployerView(Resource):
    """What an employer's link opens: the form of the employer's part and nothing else of the case."""

    kind: str = Field(examples=["EZB"])
    state: Literal["OPEN", "ANSWERED", "WAITING"] = Field(examples=["OPEN"])
    person: str = Field(description="The applicant's name, if the applicant invited", examples=["Ravi Muster"])
    reference: str = Field(examples=["AKZ-DD-2026-000042"])
    expires_at: Moment
    asked: list[str] = Field(description="What the agency still wants to know", examples=[["Tarifvertrag"]])
    until: Day | None = Field(description="The agency's day for the answer", examples=["2026-11-09"])
    pages: list[PortalPage]
    answers: dict[str, Any] = Field(examples=[{"employer": {"name": "Beispiel Software GmbH"}}])
    visible: list[str] = Field(examples=[["employer.name"]])
    notes: list[str] = Field(examples=[[]])
    faults: list[PortalFault]
    csrf: str = Field(examples=["Jx0mY1n6pH2cVb9sLq4w"])


class EmployerLooked(Resource):
    """What the rules say about the employer's answers so far; nothing is stored."""

    visible: list[str] = Field(examples=[["employer.name"]])
    notes: list[str] = Field(examples=[[]])
    faults: list[PortalFault]


class EmployerAnswered(Resource):
    """The employer's part has come in."""

    at: Moment


class CaseMessage(Resource):
    """A message between applicant and office."""

    id: str = Field(examples=["0199f3a2-7c1b-7e4d-9a52-3f6c1d2e4b5a"])
    sender: Literal["APPLICANT", "OFFICE", "EMPLOYER"] = Field(examples=["OFFICE"])
    author: str | None = Field(default=None, description="The clerk, for the office only", examples=[None])
    text: str = Field(examples=["Bitte bringen Sie Ihren Pass mit."])
    sent_at: Moment
    read_at: Moment | None = None


class CaseMessages(Resource):
    """Messages of one case, newest first."""

    items: list[CaseMessage]


class CaseProvision(Resource):
    """A decision that can be retrieved, or was (section 41(2a) VwVfG)."""

    document: str = Field(examples=["0199f3a2-7c1b-7e4d-9a52-3f6c1d2e4b5a"])
    title: str = Field(examples=["Bescheid"])
    state: Literal["OPEN", "RETRIEVED", "ENDED"] = Field(examples=["OPEN"])
    number: int = Field(examples=[1])
    provided_at: Moment
    ends_on: Day
    retrieved_at: Moment | None = None
    known_on: Day | None = Field(default=None, description="The day after the retrieval")
    object_until: Day | None = Field(default=None, description="Last day for an objection (section 70 VwGO)")


class CaseDelivery(Resource):
    """Consent to be notified by retrieval, and what is or was available."""

    consented_at: Moment | None = None
    withdrawn_at: Moment | None = None
    provisions: list[CaseProvision]


class CaseInvitations(Resource):
    """Employers' links of one case, and what the next one would be for."""

    awaited: Literal["EZB", "AGREEMENT_81A", "BA_INFO"] = Field(examples=["EZB"])
    items: list[PortalInvitation]
