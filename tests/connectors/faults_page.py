"""Writes docs/faults.md from the list of faults and the tests that prove each; `python -m tests.connectors.faults_page`."""

from __future__ import annotations

import re
from pathlib import Path

from connectors.registry import discover

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "faults.md"
_CONTRACT = "tests/contracts/test_faults.py::test_a_fault_of_the_agency_is_one_of_three_errors"
_HTTP = "tests/connectors/test_http.py"
_TLS = "tests/connectors/test_tls.py"
#: Fault of an agency's answer, outcome, proof, and whether the contract tests play it for every agency.
SENDING = (
    ("refused: nobody listens", "`Unavailable`; nothing was sent", "tests/contracts/test_faults.py::test_nobody_listening_is_unavailable_and_nothing_was_sent", True),
    ("timeout before or after the effect", "`OutcomeUnknown(timeout)`", _CONTRACT, True),
    ("slow drip", "`OutcomeUnknown(timeout)` at the deadline", f"{_HTTP}::test_a_wire_that_misbehaves", False),
    ("connection lost in the answer", "`OutcomeUnknown(connection)`; A: sent again, B: asked first, C: a person", _CONTRACT, True),
    ("500, before or after the effect", "`OutcomeUnknown(http-500)`", _CONTRACT, True),
    ("502, 504", "`OutcomeUnknown`", f"{_HTTP}::test_what_a_status_of_overload_means", False),
    ("503", "`Unavailable(http-503)`", _CONTRACT, True),
    ("429 with Retry-After", "`Unavailable(http-429)`, not before the seconds named", "tests/contracts/test_faults.py::test_retry_after_is_handed_on", True),
    ("401", "`Misconfigured(credentials)`", _CONTRACT, True),
    ("malformed, empty", "`Misconfigured(agency-malformed)`, outcome unknown", _CONTRACT, True),
    ("wrong schema", "`Misconfigured(agency-malformed)`, outcome unknown", _CONTRACT, True),
    ("HTML page", "`Misconfigured(agency-malformed)`, outcome unknown", _CONTRACT, True),
    ("DTD or entity in an answer", "`Misconfigured(agency-malformed)`, outcome unknown", _CONTRACT, True),
    ("oversized (11 MB)", "`Misconfigured(egress-limit)`, outcome unknown", _CONTRACT, True),
    ("gzip bomb (64 MB)", "`Misconfigured(egress-limit)`, outcome unknown", _CONTRACT, True),
    ("redirect", "`Misconfigured(redirect)`, not followed", _CONTRACT, True),
    ("TLS: self-signed, unknown root, expired, wrong host", "`Misconfigured(tls)`; nothing was said", f"{_TLS}::test_a_wrong_certificate_is_an_incident_and_nothing_was_said", False),
    ("TLS: version 1.1", "`Misconfigured(tls)`; nothing was said", f"{_TLS}::test_an_old_version_of_tls_is_not_spoken", False),
    ("TLS: our certificate demanded", "spoken with it, an error without it", "tests/contracts/test_faults.py::test_both_sides_show_their_certificates", True),
)  # fmt: skip
_MAIL = "tests/connectors/test_mail.py"
_SMTP_TLS = "tests/connectors/test_smtp_tls.py"
MAILING = (
    ("refused: nobody listens", "`Unavailable`; nothing was sent", "tests/contracts/test_faults.py::test_nobody_listening_is_unavailable_and_nothing_was_sent", True),
    ("silence at the greeting, slow drip", "`Unavailable(timeout)`", _CONTRACT, True),
    ("connection lost before the closing dot", "`Unavailable(connection)`; nothing may be delivered", _CONTRACT, True),
    ("silence after the closing dot", "`OutcomeUnknown(timeout)`: a person", _CONTRACT, True),
    ("connection lost after the closing dot, or in the reply to it", "`OutcomeUnknown(connection)`: a person", _CONTRACT, True),
    ("421 at the greeting", "`Unavailable(smtp-421)`", _CONTRACT, True),
    ("4xx to the envelope, or after the closing dot", "`Unavailable(smtp-451)`", _CONTRACT, True),
    ("5xx to the recipient", "`Refused(UNDELIVERABLE)`", _CONTRACT, True),
    ("5xx to the message", "`Refused(REJECTED)`", _CONTRACT, True),
    ("535: login refused", "`Misconfigured(credentials)`", _CONTRACT, True),
    ("another protocol answers, malformed reply", "`Misconfigured(agency-malformed)`; after the closing dot with the outcome unknown", _CONTRACT, True),
    ("endless reply", "`Misconfigured(egress-limit)`", _CONTRACT, True),
    ("STARTTLS taken out", "`Misconfigured(tls)`; nothing was said in clear", f"{_SMTP_TLS}::test_without_starttls_nothing_is_said_in_clear", False),
    ("reply slipped in before TLS begins", "not heard", f"{_SMTP_TLS}::test_what_was_slipped_in_before_tls_is_not_heard", False),
    ("TLS: unknown root, wrong host", "`Misconfigured(tls)`; nothing was said", f"{_SMTP_TLS}::test_a_wrong_certificate_is_an_incident_and_nothing_was_said", False),
    ("TLS: our certificate demanded", "spoken with it, an error without it", "tests/contracts/test_faults.py::test_both_sides_show_their_certificates", True),
    ("header injection", "`Refused`; nothing was sent", f"{_MAIL}::test_what_would_become_a_header_is_refused", False),
    ("the same notice twice", "one e-mail in ten minutes, over processes and restarts", f"{_MAIL}::test_the_same_notice_goes_once_within_the_window", False),
)  # fmt: skip
RECEIVING = (
    ("wrong or no sender", "401 before anything is parsed", "tests/contracts/test_letters.py::test_a_stranger_is_turned_away_before_parsing", True),
    ("damaged, malformed, oversized", "4xx and nothing else", "tests/contracts/test_letters.py::test_a_damaged_letter_is_rejected_and_nothing_else", True),
    ("DTD or entity in a letter", "400 `dtd-forbidden`", "tests/connectors/test_bundesagentur_hostile.py::test_a_hostile_letter_is_rejected", False),
    ("wrapped signature (XSW 1–8 and more)", "403, one word to the sender", "tests/connectors/test_bundesagentur_signed.py::test_a_wrapped_letter_is_rejected_and_answered_with_one_word", False),
    ("replay of a signed SOAP letter", "rejected", "tests/connectors/test_bundesagentur_signed.py::test_a_copied_letter_is_rejected_and_one_we_could_not_store_may_come_again", False),
    ("replay of a signed webhook", "409 `webhook-replay`", "tests/connectors/test_kammern_signed.py::test_the_same_delivery_twice_is_a_conflict_and_one_we_could_not_store_may_come_again", False),
    ("old webhook (HMAC)", "401 outside 300 s", "tests/connectors/test_kammern_receives.py::test_an_old_or_future_letter_is_rejected", False),
    ("duplicate", "one identity, counts once", "tests/contracts/test_letters.py::test_a_duplicate_callback_is_delivered_twice_with_one_identity", True),
    ("answer after the case closed", "acknowledged; the case stays as it is; after 30 days on the list of messages nobody took", "tests/connectors/test_late_answers.py::test_an_answer_after_the_case_closed_is_acknowledged_and_changes_nothing", False),
    ("a header twice", "both are heard as one value: the signature does not fit", "tests/connectors/test_inbox_headers.py::test_a_second_signature_beside_the_right_one_is_refused", False),
    ("copy after a restart, or to another process", "409, or rejected", "tests/connectors/test_replay_stored.py::test_a_copy_is_refused_after_a_restart", False),
    ("early, out of order", "waits for its receiver", "tests/handlers/test_commands.py::test_an_early_message_waits_thirty_days_and_is_then_parked", False),
)  # fmt: skip


def marks(fault: tuple[str, str, str, bool], whom: str) -> str:
    """The agencies for which the contract tests play a fault: those of a protocol, or those that send us messages."""
    if not fault[3]:
        return "shared code"
    if whom == "http":
        return "all"
    agencies = sorted(discover().items())
    return ", ".join(
        name
        for name, agency in agencies
        if (agency.connector.messages if whom == "talks" else agency.simulator.protocol == whom)
    )


def text() -> str:
    """The page."""
    lines = [
        "# Faults and what becomes of them",
        "",
        "Written by `python -m tests.connectors.faults_page`; `tests/connectors/test_faults_page.py` compares page and tests.",
        "“all”: the contract tests play the fault for the folder of every agency of that protocol; “shared code”: every such agency",
        "goes through the code that the named test tries. What each error means for a job is in [connectors.md](connectors.md).",
    ]
    for title, faults, whom in (
        ("What we send over HTTP", SENDING, "http"),
        ("What we send by e-mail", MAILING, "smtp"),
        ("What agencies send us", RECEIVING, "talks"),
    ):
        lines += ["", f"## {title}", "", "| Fault | Outcome | Agencies | Test |", "|---|---|---|---|"]
        for fault in faults:
            file, _, test = fault[2].partition("::")
            lines.append(f"| {fault[0]} | {fault[1]} | {marks(fault, whom)} | `{test}` in `{file}` |")
    lines += [
        "",
        "None of the contracts numbers its messages, so they count in the order in which they arrive (reliability K6).",
    ]
    return "\n".join(lines) + "\n"


def missing() -> list[str]:
    """Tests named here that nobody wrote."""
    return [
        proof
        for _, _, proof, _ in SENDING + MAILING + RECEIVING
        if not re.search(
            rf"^def {proof.partition('::')[2]}\(", (ROOT / proof.partition("::")[0]).read_text(encoding="utf-8"), re.M
        )
    ]


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
