"""Writes docs/security.md from the corpus and the tables of standards; `python -m tests.security.page`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security.md"
CORPUS = ROOT / "tests" / "security" / "corpus"
STANDARDS = ROOT / "tests" / "security" / "standards"
DESIGN = [f"{letter}{number:02}" for letter, count in (("X", 33), ("S", 4), ("J", 16), ("A", 13), ("C", 14), ("U", 8), ("O", 10)) for number in range(1, count + 1)]  # fmt: skip

_DEFINITIONS = "tests/security/test_definitions.py::"
_ID, _GUESSES, _OBJECTS, _HTTP, _UPLOADS = (f"tests/security/test_{name}.py::" for name in ("identity", "identity_guesses", "identity_objects", "http", "uploads"))  # fmt: skip
#: The test of every row of an area, unless `ROWS` says otherwise.
AREAS = {
    "definitions": _DEFINITIONS + "test_a_bad_model_is_refused_as_its_line_says_and_leaves_nothing",
    "http": _HTTP + "test_a_bad_request_is_refused_as_a_problem_and_changes_nothing",
    "uploads": _UPLOADS + "test_every_line_of_the_corpus_ends_as_it_says",
    "connectors": "tests/security/test_connectors.py::test_a_bad_input_comes_to_what_the_corpus_says",
}
ROWS = {
    "X13": (_DEFINITIONS + "test_a_model_that_is_cut_off_anywhere_is_refused",),
    "X14": (_DEFINITIONS + "test_a_model_with_changed_bytes_is_taken_or_refused", "tests/security/test_fuzz.py::test_a_reader_takes_or_refuses_whatever_comes"),
    "X18": (AREAS["definitions"], "tests/kernel/test_defects.py::test_a_step_that_never_waits_goes_on_in_a_new_unit_of_work_and_ends_as_an_incident"),
    "X19": (AREAS["definitions"], _DEFINITIONS + "test_what_only_a_running_case_shows_is_an_incident"),
    "X25": (AREAS["definitions"], _DEFINITIONS + "test_what_only_a_running_case_shows_is_an_incident"),
    "X26": (_DEFINITIONS + "test_a_variable_is_not_named_like_a_part_of_an_interpreter",),
    "X27": (AREAS["definitions"], "tests/web/test_markup.py::test_markup_in_a_label_is_text_on_every_page"),
    "X30": (_DEFINITIONS + "test_the_same_model_one_after_the_other_is_one_version", _DEFINITIONS + "test_the_same_model_at_the_same_time_is_one_version", _DEFINITIONS + "test_a_new_version_while_the_first_is_being_read_gets_a_number_of_its_own"),
    "X31": (AREAS["definitions"], "tests/forms/test_backtracking.py::test_a_pattern_with_exponentially_many_ways_is_refused"),
    "X32": (AREAS["definitions"], "tests/web/test_markup.py::test_markup_in_a_form_neither_runs_nor_fetches"),
    "X33": (AREAS["definitions"], _DEFINITIONS + "test_a_file_is_not_named_like_a_path_elsewhere", _DEFINITIONS + "test_an_archive_is_no_body"),
    "S01": ("tests/security/test_state.py::test_a_state_that_somebody_changed_is_an_incident_and_is_not_run",),
    "S02": ("tests/security/test_state.py::test_a_state_that_somebody_changed_is_an_incident_and_is_not_run", "tests/privacy/test_sealing.py::test_a_state_that_belongs_to_another_case_does_not_open"),
    "S03": ("tests/security/test_state.py::test_a_serialised_object_is_never_loaded", "tests/security/test_bell.py::test_a_message_that_is_no_wake_up_does_nothing_and_the_next_wake_up_is_heard"),
    "S04": ("tests/security/test_bell.py::test_a_message_that_is_no_wake_up_does_nothing_and_the_next_wake_up_is_heard",),
    "J05": (AREAS["http"], "tests/service/test_schemathesis.py"),
    "J11": (_HTTP + "test_a_head_that_two_servers_would_read_differently_is_refused",),
    "J12": (_HTTP + "test_who_is_too_slow_is_cut_off", _HTTP + "test_hundreds_of_idle_lines_keep_nobody_out", _HTTP + "test_the_patience_of_the_edge_is_that_of_the_row"),
    "J16": (_HTTP + "test_a_name_is_kept_to_the_byte_and_found_in_both_forms",),
    "A01": (_ID + "test_a01_forged_tokens_open_nothing",),
    "A02": (_ID + "test_a02_only_the_login_that_was_begun_here_is_finished",),
    "A03": (_ID + "test_a03_what_is_over_is_over_with_the_next_request",),
    "A04": (_GUESSES + "test_a04_guessing_stops_early", _GUESSES + "test_a04_an_unknown_account_takes_as_long_as_a_known_one"),
    "A05": (_GUESSES + "test_a05_nobody_uses_a_clerks_cookie_from_another_page",),
    "A06": (_OBJECTS + "test_somebody_elses_object_is_no_object", "tests/access/test_matrix.py"),
    "A07": (_OBJECTS + "test_a07_objects_of_another_authority_are_missing",),
    "A08": (_OBJECTS + "test_a08_the_first_person_does_not_sign_second",),
    "A09": (_OBJECTS + "test_somebody_elses_object_is_no_object",),
    "A10": (_OBJECTS + "test_a10_steps_out_of_turn_change_nothing",),
    "A11": (_OBJECTS + "test_a11_no_answer_holds_what_the_role_may_not_see",),
    "A12": (_OBJECTS + "test_a12_headers_that_pretend_are_not_believed",),
    "A13": (_OBJECTS + "test_a13_no_frame_and_no_foreign_script",),
    "C11": (AREAS["connectors"], "tests/security/test_strangers.py::test_a_letter_about_another_matter_ends_the_same_on_every_database", "tests/security/test_strangers.py::test_a_letter_whose_sender_is_nobody_is_a_security_event"),
    "C14": (AREAS["connectors"], "tests/security/test_strangers.py::test_a_letter_about_another_matter_ends_the_same_on_every_database"),
    "U06": (AREAS["uploads"], _UPLOADS + "test_a_transfer_that_breaks_leaves_nothing", _UPLOADS + "test_the_twenty_first_upload_in_a_minute_has_to_wait"),
    "U08": (_UPLOADS + "test_every_download_of_the_corpus_ends_as_it_says",),
    "O01": (
        "tests/security/test_operations_rows.py::test_o01_only_statistics_and_survey_answer_with_a_table_for_a_spreadsheet",
        "tests/security/test_operations_rows.py::test_o01_no_cell_begins_as_a_formula",
    ),
    "O02": ("tests/privacy/test_logs.py::test_whatever_is_logged_is_one_line_of_harmless_characters",),
    "O03": ("tests/privacy/test_logs.py::test_what_is_typed_into_any_field_is_in_no_log_no_refusal_and_no_figure", "tests/privacy/test_logs.py::test_a_fault_in_any_layer_does_not_tell_what_it_was_about"),
    "O04": ("tests/security/test_operations_rows.py::test_o04_a_name_is_never_a_template", "tests/documents/test_letters.py::test_what_a_person_wrote_is_never_markup", "tests/connectors/test_mail.py::test_what_would_become_a_header_is_refused"),
    "O05": ("tests/security/database/test_history.py::test_what_an_administrator_does_to_a_history_is_found",),
    "O06": ("tests/privacy/test_requests.py::test_every_request_to_erase_ends_as_the_corpus_says",),
    "O07": ("tests/upgrade/test_o07_restore.py",),
    "O08": ("tests/security/test_supply_chain.py::test_pip_takes_only_the_package_that_was_locked", "tests/security/test_supply_chain.py::test_a_known_weakness_and_an_unreachable_service_end_differently"),
    "O09": ("tests/security/database/test_starting.py::test_nothing_starts_on_a_database_that_cannot_keep_what_it_is_told",),
    "O10": ("tests/security/test_operations_rows.py::test_o10_a_flood_by_one_person_is_refused_to_that_person_only", "tests/identity/test_limits.py::test_one_person_does_not_use_up_what_another_has"),
}  # fmt: skip
#: Where the outcome is another one than the specification's, with the reason.
DIFFERENCES = {
    "X12": "a million attributes are 413: the size of the file speaks first; as many as fit are 422",
    "X15": "tried on `POST /v2/deployments`, which takes bytes and says 400 where `/definitions` says 422",
    "X19": "the limit is 1,000 rounds (docs/kernel.md), not 200; above it 422, at run time an incident",
    "X24": "a call of a function that nobody knows is refused when deployed, whatever it is called",
    "X25": "FEEL has neither `while` nor texts times numbers (422); the rest is an incident in well under two seconds",
    "X29": "two dates written differently are two dates; what can never be reached is refused",
    "X33": "there are no archives: 415 as a body, `upload-archive-limit` as a file; nothing is unpacked",
    "S04": "bytes that are no Celery message at all end the worker process that reads them; its supervisor starts another, "
           "and the loops of the others go on",
    "O10": "counted by the clock of a test; latency belongs to the load runs (benchmarks/)",
}  # fmt: skip

_BSI = (
    ("CON.8.A5, A21, A22", "secure design, threat model", "docs/architecture.md, docs/decisions, this page"),
    ("CON.8.A6, A20", "trusted libraries, external components", "requirements.lock with hashes, `make sbom`, `make audit`, `tools/licences.py`"),
    ("CON.8.A7, A10", "tests during development, version control", "this page, `make test`, `make lint`, `make rigs`"),
    ("CON.1", "cryptography", "docs/evidence.md, docs/signed-messages.md; algorithms of TR-02102, TLS of TR-03116-4"),
    ("CON.2, CON.6", "data protection, erasure", "docs/privacy.md"),
    ("CON.3", "backup", "docs/backup.md"),
    ("CON.10, APP.3.1", "web applications", "rows J, A, U; docs/access.md, docs/identity.md"),
    ("APP.4.3", "databases", "docs/store.md; roles and policies of PostgreSQL in tests/security/database"),
    ("ORP.4", "identities and rights", "docs/access.md, tests/access"),
    ("OPS.1.1.3, OPS.1.1.5", "updates, logging", "docs/operations.md, rows O02, O03"),
    ("DER.1, DER.2.1", "detection, incidents", "security events (`GET /security-events`), SECURITY.md"),
    ("SYS.1.6, NET.3.2", "containers, network", "Containerfile, compose.yaml; the operator's network policy"),
)  # fmt: skip


@cache
def rows() -> dict[str, tuple[str, dict[str, Any]]]:
    """Every file of the corpus by row: its area and content."""
    return {path.stem: (path.parent.name, yaml.safe_load(path.read_text(encoding="utf-8"))) for path in sorted(CORPUS.glob("*/*.yaml"))}  # fmt: skip


def proofs(name: str, area: str) -> tuple[str, ...]:
    """The tests of a row as file::test (or file)."""
    return ROWS.get(name) or (AREAS[area],)


@cache
def standard(name: str) -> dict[Any, dict[str, Any]]:
    """A table of standards: "cwe" or "asvs"."""
    found: dict[Any, dict[str, Any]] = yaml.safe_load((STANDARDS / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def missing() -> list[str]:
    """Tests named here that nobody wrote."""
    named = {proof for name, (area, _) in rows().items() for proof in proofs(name, area)}
    named |= {
        test for table in ("cwe", "asvs") for entry in standard(table).values() for test in entry.get("tests", ())
    }
    found = []
    for proof in sorted(named):
        file, _, test = proof.partition("::")
        path = ROOT / file
        if not path.exists() or (test and not re.search(rf"^def {test}\(", path.read_text(encoding="utf-8"), re.M)):
            found.append(proof)
    return found


def _cases(content: dict[str, Any]) -> int:
    return sum(len(value) for value in content.values() if isinstance(value, list | dict) and value is not content.get("expect")) or 1  # fmt: skip


def _tests(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"`{test}` in `{file}`" if test else f"`{file}`" for file, _, test in (name.partition("::") for name in names))  # fmt: skip


def _tried(entry: dict[str, Any]) -> str:
    if "not" in entry:
        return f"not applicable: {entry['not']}"
    parts = [", ".join(entry["rows"])] if entry.get("rows") else []
    return "; ".join([*parts, *([_tests(entry["tests"])] if entry.get("tests") else [])])


def text() -> str:
    """The page."""
    lines = [
        "# Security",
        "",
        "Written by `python -m tests.security.page`; `tests/security/test_page.py` compares page, corpus and tests. Each row is",
        "a file below `tests/security/corpus` with its inputs and what has to come of them; the numbers are those of the",
        "specification. A row holds when its tests pass, as `make test` shows. Rows that need a database run on SQLite and on PostgreSQL.",
        "How to report a weakness: [SECURITY.md](../SECURITY.md).",
        "",
        "## Bad inputs",
        "",
        "| Row | What | Inputs | Test | Differs |",
        "|---|---|---|---|---|",
    ]
    for name in DESIGN:
        area, content = rows()[name]
        title = str(content.get("title") or content.get("what") or "").replace("|", "\\|")
        tests = _tests(proofs(name, area))
        lines.append(f"| {name} | {title} | {_cases(content)} | {tests} | {DIFFERENCES.get(name, '')} |")
    lines += ["", "## Beyond the rows", "", *_BEYOND, "", "## Weaknesses (CWE)", "", "| CWE | Name | Tried by |", "|---|---|---|"]  # fmt: skip
    lines += [f"| {number} | {entry['name']} | {_tried(entry)} |" for number, entry in standard("cwe").items()]
    lines += ["", "## OWASP ASVS 5.0.0", "", "Level 2 and the level 3 items that the specification names.", "", "| Id | What | Tried by |", "|---|---|---|"]  # fmt: skip
    lines += [f"| {name} | {entry['what']} | {_tried(entry)} |" for name, entry in standard("asvs").items()]
    lines += ["", "## BSI IT-Grundschutz", "", "| Requirement | About | Where |", "|---|---|---|"]
    lines += [f"| {requirement} | {about} | {where} |" for requirement, about, where in _BSI]
    return "\n".join(lines) + "\n"


_BEYOND = (
    "- **Reading models**: a process of its own with 512 MB, 5 s of processor time, no file written, an audit hook that refuses",
    "  sockets and processes, and a network namespace without interfaces where the kernel permits it (`engine/kernel/sandbox.py`).",
    "- **Proof by audit hook**: `tests/security/test_evaluating.py` lives through the corpus, FEEL, DMN and forms and hears no `exec`,",
    "  `compile`, process, socket or written file; a planted one is heard. `tests/kernel/test_defects.py` does so for all elements.",
    "- **Bans**: `tests/security/test_bans.py` looks in the syntax tree for what no module may do, with each exception and its reason.",
    "- **Random changes**: `python -m tests.security.fuzz 10000` for BPMN, DMN, SOAP and FEEL; a few seeds in `make test`.",
    "- **Supply chain**: `make sbom` (CycloneDX), `make audit` (ends with 1 for a known weakness, with 3 when a service could not be",
    "  reached), `make licences`, `make secrets`. Critical updates within 3 days, high ones within 14.",
    "- **Security events** (`GET /security-events`): every refused model, forged token, foreign object, changed state, refused letter.",
)

if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
