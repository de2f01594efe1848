"""Who may do what: one row per action, read by the gate, by the pages (as permissions) and by the generated matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..identity.roles import (
    ADMIN,
    APPLICANT,
    AUDIT,
    CLERK,
    DESIGNER,
    DPO,
    EMPLOYER,
    HEAD,
    LEAD,
    LEADS,
    LEGAL,
    MINISTRY,
    PARTIES,
    PARTNERS,
    ROLES,
    SECOND,
    SERVICE,
    STAFF,
    WORKER,
)


class About(StrEnum):
    """What an action is done to; the address of the route names it."""

    NONE = "none"
    CASE = "case"
    TASK = "task"
    DOCUMENT = "document"
    JOB = "job"


Roles = frozenset[str]
NOBODY: Roles = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: the roles that may, by how the caller stands to the object.

    `own`: the object belongs to a site of the role (or the action has no object). `assigned`: a task of the case is
    with the caller or offered to the caller's office, whatever the site. `deputy`: the roles that also count when they
    come from somebody else (None: all of `own`, apart from `roles.PERSONAL`). `limit` names a rate of
    `service.limits`. `logged`: success is a look into somebody's file and goes to the access log.
    """

    about: About
    own: Roles = NOBODY
    assigned: Roles = NOBODY
    deputy: Roles | None = None
    limit: str = ""
    logged: bool = False


def _none(*own: str, limit: str = "", deputy: Roles | None = None) -> Rule:
    return Rule(About.NONE, frozenset(own), limit=limit, deputy=deputy)


def _program(*own: str, limit: str = "") -> Rule:
    """Programs stand in for nobody."""
    return _none(*own, limit=limit, deputy=NOBODY)


def _case(own: Roles, assigned: Roles = NOBODY, *, logged: bool = False, limit: str = "") -> Rule:
    return Rule(About.CASE, own, assigned, limit=limit, logged=logged)


def _task(own: Roles, assigned: Roles = NOBODY, *, logged: bool = False) -> Rule:
    return Rule(About.TASK, own, assigned, logged=logged)


_OFFICE = STAFF | {ADMIN}
_DECIDING = frozenset({CLERK, SECOND, LEAD, HEAD, LEGAL})
_ACTING = LEADS | {ADMIN}
_ERASING = LEADS | {DPO}
_KEEPING = _ERASING | {LEGAL}
_WORKING = STAFF | PARTNERS | PARTIES
_READERS = _OFFICE | {WORKER}
_EVERYBODY = ROLES

#: Roles that may know that a case of their site exists: for them a missing right is 403, for all others 404.
KNOWS_CASES = _READERS | {DPO, AUDIT}

#: What is done to a case whose content is gone, too: asking whether it is, and erasing it twice.
OUTLIVING = frozenset({"case.erasure", "case.erase"})

ACTIONS: Mapping[str, Rule] = {
    # cases
    "case.list": _none(*_OFFICE),
    "case.start": _none(*_OFFICE, APPLICANT, EMPLOYER),
    "case.read": _case(_OFFICE, STAFF | PARTNERS, logged=True),
    "case.exists": _case(_OFFICE, STAFF | PARTNERS),  # that it is named beside another case
    "case.overview": _case(_OFFICE, STAFF | PARTNERS, logged=True),
    "case.timeline": _case(_OFFICE, STAFF, logged=True),
    "case.history": _case(_OFFICE, STAFF, logged=True),
    "case.diagram": _case(_OFFICE, STAFF, logged=True),
    "case.variables": _case(STAFF, STAFF | PARTNERS, logged=True),
    "case.decisions": _case(_DECIDING, _DECIDING, logged=True),
    "case.messages": _case(_DECIDING, _DECIDING, logged=True),
    "case.comment.read": _case(STAFF, STAFF, logged=True),
    "case.comment.write": _case(STAFF, STAFF),
    "case.audit": _case(LEADS | {DPO, AUDIT}),
    "case.cancel": _case(_ACTING),
    "case.suspend": _case(_ACTING),
    "case.resume": _case(_ACTING),
    "case.modify": _case(frozenset({ADMIN})),
    "case.code": _case(frozenset({CLERK, LEAD, HEAD, SERVICE})),  # a new access code for the applicant
    "case.conflict": _case(STAFF, STAFF),
    "case.erasure": _case(_KEEPING),  # may look, and lay holds
    "case.hold": _case(_KEEPING),
    "case.erase": _case(_ERASING),
    "erasure.list": _none(*_KEEPING),
    "seal.open": _case(LEADS, frozenset({CLERK, SECOND})),
    "incident.act": _case(_ACTING),
    "job.act": Rule(About.JOB, _ACTING),
    "evidence.proof": _none(*_DECIDING),
    # tasks: which of them a role may work on, the engine decides by group and site (may_work_on)
    "task.list": _none(*_WORKING, ADMIN),
    "task.bulk": _none(*_WORKING),
    "task.read": _task(_OFFICE, _WORKING, logged=True),
    "task.claim": _task(STAFF, _WORKING),
    "task.unclaim": _task(STAFF, _WORKING),
    "task.draft": _task(STAFF, _WORKING),
    "task.complete": _task(STAFF, _WORKING),
    "task.follow-up": _task(STAFF, _WORKING),
    "task.assign": _task(STAFF, _WORKING),
    "task.assign.others": _task(_ACTING),
    "task.priority": _task(LEADS),
    "view.list": _none(*_WORKING, ADMIN),
    "view.write": _none(*_WORKING, ADMIN),
    # documents
    "document.list": _case(STAFF - {SERVICE}, _WORKING - PARTIES - {SERVICE}, logged=True),
    "document.upload": _case(frozenset({CLERK}), frozenset({CLERK}), limit="uploads"),
    "document.read": Rule(About.DOCUMENT, STAFF - {SERVICE}, _WORKING - PARTIES - {SERVICE}, logged=True),
    "document.content": Rule(About.DOCUMENT, STAFF - {SERVICE}, _WORKING - PARTIES - {SERVICE}, logged=True),
    "document.delete": Rule(About.DOCUMENT, frozenset({CLERK}), frozenset({CLERK})),
    "letter.templates": _none(*_DECIDING),
    "letter.preview": _case(frozenset({CLERK, LEAD, HEAD}), frozenset({CLERK})),
    # the applicant and the employer of a case (docs/applicant.md, docs/employer.md)
    "applicant.read": _case(STAFF - {SERVICE}, logged=True),
    "applicant.write": _case(frozenset({CLERK, LEAD, HEAD})),
    "employer.link": _case(frozenset({CLERK, LEAD})),
    # people
    "me.read": _none(*_EVERYBODY),
    "me.write": _none(*_EVERYBODY),
    "user.list": _none(*_OFFICE),
    "deputy.list": _none(*_OFFICE),
    "deputy.write": _none(*STAFF, deputy=NOBODY),  # a deputy appoints nobody: no chains
    "events.read": _none(*_WORKING, ADMIN),
    # models and traffic
    "definition.list": _none(*_OFFICE),
    "definition.read": _none(*_OFFICE, DESIGNER),
    "definition.deploy": _none(ADMIN, limit="deploys"),
    "incident.list": _none(*_OFFICE),
    "job.list": _none(*_OFFICE),
    "timer.list": _none(*_OFFICE),
    "agency.list": _none(*_OFFICE),
    "agency.steer": _none(ADMIN),
    "message.deliver": _none(*_OFFICE, APPLICANT, EMPLOYER),
    "operations.read": _none(*LEADS, ADMIN),
    "message.settle": _none(*LEADS, ADMIN),  # what nobody took: once more, or aside
    "security.log": _none(DPO, AUDIT),
    "staff.read": _none(*LEADS),
    "staff.write": _none(*LEADS),  # what is noted of people for assigning tasks; no reasons, no assessments
    "forecast.read": _none(*LEADS, ADMIN),
    "forecast.ask": _none(*LEADS, ADMIN, limit="trials"),
    "mining.read": _none(*LEADS, ADMIN, MINISTRY, DESIGNER),  # closed cases together, never fewer than five
    # appointments: of a site, not of a case; names stand in none of them
    "appointment.read": _none(CLERK, SECOND, LEAD, HEAD, SERVICE),
    "appointment.write": _none(CLERK, LEAD, HEAD, SERVICE),
    # models before they are deployed; nothing here shows a case, but a what-if is told in case numbers
    "designer.read": _none(DESIGNER, ADMIN),
    "designer.write": _none(DESIGNER, ADMIN),
    "designer.try": _none(DESIGNER, limit="trials"),
    "designer.replay": _none(DESIGNER, limit="trials"),
    "designer.live": _none(DESIGNER, *LEADS, ADMIN),
    "designer.migrate": _none(DESIGNER, ADMIN),
    # the network: its inboxes show what was sent to them and nothing else (docs/partners.md)
    "partner.directory": _none(*STAFF, *PARTNERS, MINISTRY),
    "partner.contact": _none(*LEADS, *PARTNERS, MINISTRY),
    "partner.inbox": _none(*PARTNERS),
    "partner.answer": _none(*PARTNERS),
    "consultation.list": _case(STAFF - {SERVICE}, STAFF - {SERVICE}, logged=True),
    "consultation.start": _case(frozenset({CLERK, LEAD, HEAD}), frozenset({CLERK})),
    "consultation.change": _case(frozenset({CLERK, LEAD, HEAD}), frozenset({CLERK})),
    # the agreement, the working group, the survey, trainings
    "agreement.read": _none(*STAFF, *PARTNERS, MINISTRY),
    "group.read": _none(*LEADS, *PARTNERS, MINISTRY, DESIGNER),
    "group.write": _none(*LEADS, *PARTNERS, MINISTRY, DESIGNER),
    "group.decide": _none(MINISTRY),
    "group.report": _none(*LEADS, MINISTRY),
    "survey.manage": _none(MINISTRY, HEAD),
    "survey.issue": _none(CLERK, SERVICE, *LEADS, MINISTRY),
    "survey.results": _none(*LEADS, MINISTRY),
    "survey.review": _none(DPO),
    "training.read": _none(*STAFF),
    "training.write": _none(*LEADS),
    "training.overview": _none(*LEADS, MINISTRY),
    # the statistics: counts of closed cases, never a row; the need of staff
    "figures.read": _none(CLERK, SECOND, LEAD, HEAD, MINISTRY),
    "figures.export": _none(LEAD, HEAD, MINISTRY, limit="trials"),
    "figures.baseline": _none(HEAD, deputy=NOBODY),
    "staffing.read": _none(LEAD, HEAD),
    # programs, in the shape of another engine's interface (service/orchestration)
    "worker.cluster": _program(*_EVERYBODY),
    "worker.jobs": _program(WORKER, ADMIN),
    "worker.jobs.update": _program(WORKER, *_ACTING),
    "worker.read": _program(*_READERS),
    "worker.start": _program(*_READERS, APPLICANT, EMPLOYER),
    "worker.message": _program(*_READERS),
    "worker.signal": _program(WORKER, *_ACTING),
    "worker.deploy": _program(ADMIN, limit="deploys"),
    "worker.task": _program(*_WORKING, ADMIN, WORKER),
    "worker.variables": _program(*STAFF, ADMIN),
    "worker.act": _program(*_ACTING),
}
