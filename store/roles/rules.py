"""For every table: which role may do what with it, and which of its rows a tenant, a site and a person separate.

Rights are letters: S select, I insert, U update, D delete. What has no U and no D is a book: `history`, `evidence`, the
logs and `checkpoint` only grow, whatever the service or a worker is talked into.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Roles by what they do. `migrator` owns everything and therefore sees everything; nobody serves requests with it.
API, WORKER, AUDITOR, SEALER, MIGRATOR = (
    *("akzess_api", "akzess_worker", "akzess_auditor", "akzess_sealer"),
    "akzess_migrator",
)
ROLES = (MIGRATOR, API, WORKER, AUDITOR, SEALER)

_TENANT = "tenant = (SELECT akzess_tenant())"
_ALL = "(SELECT akzess_everywhere())"
_SITE = "site = ANY ((SELECT akzess_sites())::text[])"


@dataclass(frozen=True, slots=True)
class Rule:
    """Rights of service and worker; `worker` None: as the service.

    `tenant`: the condition that holds a row to its tenant ("": the table has no tenants and no policies). `seen`: the
    further condition for the service, which holds it to the sites and persons of the request ("": none). `forget`: the
    condition under which the worker may delete rows of a book that are past their time. `blank`: the column
    of a book that erasure empties, and what it then says. `columns`: what may be read of a table that is nobody's.
    """

    api: str
    worker: str | None = None
    tenant: str = _TENANT
    seen: str = ""
    forget: str = ""
    blank: tuple[str, str] | None = None
    columns: str = ""

    @property
    def book(self) -> bool:
        """Whether rows are only added."""
        return "I" in self.api and not {"U", "D"} & set(self.api)


def _of_case(column: str = "case_id") -> str:
    return f"{_ALL} OR akzess_sees({column})"


def _at_site(column: str = "case_id") -> str:
    """The row's own site first: it costs no look elsewhere."""
    return f"{_ALL} OR {_SITE} OR akzess_sees({column})"


def _through(table: str, condition: str) -> str:
    """By a row of another table, whose own policy decides."""
    return f"EXISTS (SELECT 1 FROM {table} o WHERE {condition})"


# A shelf says what it holds: "@DD" and "g:akz-clerk@DD" tasks of a site, "p:anna" those of a person. The indexes of
# `offer` all have it, so a list that needs no look at rows still needs none.
_SHELF = (
    f"{_ALL} OR CASE WHEN starts_with(shelf, 'p:') THEN substr(shelf, 3) = ANY ((SELECT akzess_persons())::text[])"
    " ELSE split_part(shelf, '@', -1) = ANY ((SELECT akzess_sites())::text[]) END"
)
_PARTNER = f"{_ALL} OR ({_SITE} AND ARRAY['partner:' || partner, 'role:office'] && (SELECT akzess_persons())::text[])"
_DOCUMENT = _through("document", "o.id = document_id")
_BLOB = _through("document_blob", "o.id = blob_id")

RULES: Mapping[str, Rule] = {
    # What the authority does.
    "deployment": Rule("SIU"),
    "definition": Rule("SI"),
    "start_subscription": Rule("SIUD"),
    # Cases and what hangs on them. Nobody deletes a case.
    "case_instance": Rule("SIU", seen=f"{_ALL} OR {_SITE} OR akzess_names(id)"),
    "task": Rule("SIU", seen=_at_site()),
    "job": Rule("SIU", seen=_of_case()),
    "timer": Rule("SIU", seen=_of_case()),
    "subscription": Rule("SID", seen=_of_case()),
    "incident": Rule("SIU", seen=_of_case()),
    "draft": Rule("SIUD", seen=_of_case()),
    "comment": Rule("SIUD", seen=_of_case()),
    "search_term": Rule("SID", seen=_at_site()),
    "access_code": Rule("SIUD", seen=_of_case()),
    "case_migration": Rule("SIUD", seen=_of_case()),
    "document": Rule("SIU", seen=_of_case()),
    "document_version": Rule("SIU", seen=f"{_ALL} OR {_DOCUMENT}"),
    "document_blob": Rule("SIUD", seen=_of_case()),
    "document_chunk": Rule("SID", tenant=_BLOB),
    # What was decided about a case's data.
    "erasure": Rule("SIUD", seen=_of_case()),
    "legal_hold": Rule("SIU", seen=_of_case()),
    "retention": Rule("SIU", seen=_of_case()),
    # Kept by triggers, which act for the owner.
    "offer": Rule("S", seen=_SHELF),
    "change_feed": Rule("S", seen=_at_site()),
    # Books: what was done, sent, read, opened.
    "history": Rule("SI", seen=_of_case(), blank=("detail", '{"erased":true}')),
    "evidence": Rule("SI", seen=f"{_ALL} OR case_id IS NULL OR akzess_sees(case_id)"),
    "case_access": Rule("SI", seen=_of_case()),
    "seal_opening": Rule("SI", seen=_of_case(), blank=("reason", "")),
    "security_event": Rule("SI", forget="at < statement_timestamp() - interval '729 days'"),
    "checkpoint": Rule("", columns="tenant, number, at"),
    # Of the tenant, not of a case.
    "inbound_message": Rule("SIU"),
    "data_key": Rule("SIU"),
    "request_key": Rule("SIUD"),
    "counter": Rule("SIU", tenant="tenant IN (0, (SELECT akzess_tenant()))"),  # 0: of the installation
    "saved_view": Rule("SIUD"),
    "deputyship": Rule("SIUD"),
    "person": Rule("SIUD"),
    "web_session": Rule("SIUD"),
    # What designers work on: of the tenant, nobody's file.
    "model_draft": Rule("SIUD", "S"),
    "model_file": Rule("SIUD", "S"),
    "model_content": Rule("SIUD", "S"),
    "model_comment": Rule("SIUD", "S"),
    "model_proposal": Rule("SIU", "S"),
    "model_release": Rule("SI", "S"),
    # Applications before they are cases (sealed, opened by a code), invitations (opened by a token).
    "intake_draft": Rule("SIUD"),
    "intake_file": Rule("SIUD"),
    "intake_content": Rule("SIUD"),
    "employer_invitation": Rule("SIUD"),
    "portal_message": Rule("SIUD", seen=_of_case()),
    "delivery_consent": Rule("SIUD", seen=_of_case()),
    "provision": Rule("SIUD", seen=_of_case()),
    "portal_notice": Rule("SIUD", seen=_of_case()),
    # What mining counts: of sites, of no case. Forecasts and notes about staff: the service decides who sees which.
    "mined_cell": Rule("S", "SIUD", seen=f"{_ALL} OR {_SITE}"),
    "mined_variant": Rule("S", "SIUD"),
    "mined_mark": Rule("S", "SIUD"),
    "forecast_run": Rule("SIUD"),
    "staff_profile": Rule("SIUD"),
    "staff_absence": Rule("SIUD"),
    # The statistics. The service adds rows of closed cases and reads none, whoever asks: what it shows comes from tallies.
    "closed_case": Rule("I", "SI"),
    "closed_case_new": Rule("I", "SI", forget="true"),
    "figure_tally": Rule("S", "SIU", seen=f"{_ALL} OR {_SITE}"),
    "figure_snapshot": Rule("SI", "SI", seen=f"{_ALL} OR {_SITE}"),
    # A row of no site is of all of them: what the survey tells of everybody, calls of agencies that are about no case.
    "figure_supplied": Rule("S", "SIUD", seen=f"{_ALL} OR {_SITE} OR site = ''"),
    # Appointments: of a site. What became of them is added only; what is past its time the worker deletes.
    "appointment": Rule("SIUD", seen=f"{_ALL} OR {_SITE}"),
    "appointment_cell": Rule("SIUD", seen=f"{_ALL} OR {_SITE}"),
    "appointment_block": Rule("SIUD", seen=f"{_ALL} OR {_SITE}"),
    "appointment_wish": Rule("SIUD", seen=f"{_ALL} OR {_SITE}"),
    "appointment_outcome": Rule("SI", seen=f"{_ALL} OR {_SITE}"),
    "appointment_feed": Rule("SIU", seen=f"{_ALL} OR {_SITE}"),
    "appointment_notice": Rule("SIUD"),
    "appointment_standing": Rule("SIUD"),
    # The inbox of a partner is that partner's at the sites of the person; the office sees what its sites have asked. Who
    # asks for an inbox says so by a mark among the persons (service.partners.sight): neither it nor a site alone opens one.
    "partner_request": Rule("SIU", seen=_PARTNER),
    "partner_notice": Rule("SIU", "SIUD", seen=_PARTNER),
    "partner_document": Rule("SIU", seen=f"{_ALL} OR {_through('partner_request', 'o.id = request_id')}"),
    "partner_contact": Rule("SIUD"),
    # The working group, and the survey, whose answers are nobody's.
    "standard_proposal": Rule("SIU"),
    "standard_remark": Rule("SIU"),
    "survey_wave": Rule("SIU"),
    "survey_code": Rule("SIUD"),
    "survey_answer": Rule("SIU"),
    "survey_tally": Rule("SIU"),
    "survey_text": Rule("SIUD"),
    "training_record": Rule("SIUD"),
    # Of the installation.
    "queue_state": Rule("SIU", tenant=""),
    "replay_seen": Rule("SIUD", tenant=""),
    "worker_heartbeat": Rule("S", "SIUD", tenant=""),
    "alembic_version": Rule("S", tenant=""),
    "platform_value": Rule("S", tenant=""),
}

#: What the sealer reads: heads of cases, news of changes, and the seals before.
SEALER_READS: Mapping[str, str] = {
    "case_instance": "id, tenant, history_seq, history_head, updated_at",
    "change_feed": "id, xid, tenant, kind, case_id, site, groups, assignee",
    "checkpoint": "*",
    "alembic_version": "*",
    "platform_value": "*",
}
