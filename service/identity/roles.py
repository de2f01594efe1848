"""The roles of the office and of those it works with, by what they have in common (domain document 4.1)."""

from __future__ import annotations

CLERK = "akz-clerk"
SECOND = "akz-second"
LEAD = "akz-lead"
HEAD = "abh-head"
SERVICE = "abh-service"
LEGAL = "abh-legal"
ADMIN = "system-admin"
WORKER = "external-worker"
DPO = "dpo"
AUDIT = "audit"
MINISTRY = "smi-coord"
APPLICANT = "applicant"
EMPLOYER = "employer"
DESIGNER = "process-designer"

#: Work on the files of their own sites.
STAFF = frozenset({CLERK, SECOND, LEAD, HEAD, SERVICE, LEGAL})
#: Act on cases by hand.
LEADS = frozenset({LEAD, HEAD})
#: See a case only through a task that is offered to them: other authorities.
PARTNERS = frozenset(
    {
        "ba-amz",
        "zav",
        "ihk",
        "hwk",
        "kammer-frei",
        "ihk-fosa",
        "gewerbeamt",
        "meldeamt",
        "standesamt",
        "fahrerlaubnis",
        "sozialamt-migration",
        "univ",
        "lds-wb",
    }
)
#: Take part in one case as a person: a task must name them; that it is offered to "employer" says nothing about which.
PARTIES = frozenset({APPLICANT, EMPLOYER})
#: Without sites in their account these are responsible for all of them; with sites, for those.
CENTRAL = frozenset({ADMIN, DPO, AUDIT, MINISTRY, DESIGNER})
#: Nobody acts in these for somebody else: they are duties of one person (operators, data protection, audit).
PERSONAL = frozenset({ADMIN, WORKER, DPO, AUDIT, APPLICANT, EMPLOYER, DESIGNER})

#: Every role that there is.
ROLES = STAFF | PARTNERS | PARTIES | CENTRAL | {WORKER}
