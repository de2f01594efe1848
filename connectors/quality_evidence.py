"""What a folder and the list of contract tests prove about an agency; a line of quality.yaml says no more than that."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from . import quality, templates
from .base import DeliveryClass, Misconfigured
from .quality import RULES, Level, Line
from .settings import Secret

if TYPE_CHECKING:  # the registry asks this module before it builds
    from .registry import Agency

_OURS = frozenset({"config", "connector", "operations", "wire"})
#: A configuration field of such a name holds a secret; `_file` and `_url` beside it do not.
_SECRET_WORDS = ("secret", "password", "token_value", "private_key", "decryption_key")

#: The contract tests by the rule they prove, and for which agencies each runs: every one, those that send messages, or
#: those with an operation of a class. tests/contracts compares this list with what pytest collects.
TESTS: Mapping[str, Mapping[str, str]] = {
    "typed-operations": {
        "test_an_operation_has_schemas_and_labels_in_both_languages": "all",
        "test_null_entries_of_an_input_are_left_out": "all",
    },
    "delivery-class": {"test_the_readme_names_class_and_faults_of_every_operation": "all"},
    "contract-file": {
        "test_a_folder_has_the_same_files_as_every_other": "all",
        "test_every_rest_contract_is_valid_openapi": "openapi",
    },
    "samples": {"test_every_sample_of_the_agency_fits_its_contract": "all"},
    "examples": {"test_an_example_goes_there_and_back_over_the_wire": "all"},
    "simulator": {
        "test_connector_and_simulator_share_no_code": "all",
        "test_no_agency_imports_another": "all",
        "test_the_same_process_gives_the_same_answer_as_the_wire": "all",
        "test_a_restarted_simulator_remembers_what_it_was_asked_and_what_it_still_owes": "all",
        "test_a_restarted_simulator_does_not_repeat_what_was_acknowledged": "talks",
    },
    "element-templates": {"test_the_element_templates_are_what_the_types_say": "all"},
    "secrets-hidden": {"test_secrets_are_in_no_repr_and_in_no_error": "all"},
    "probe": {
        "test_a_probe_passes_with_our_credentials_and_fails_with_others": "all",
        "test_an_unknown_word_in_the_configuration_is_found_at_start": "all",
    },
    "three-errors": {
        "test_a_fault_of_the_agency_is_one_of_three_errors": "all",
        "test_retry_after_is_handed_on": "http",
        "test_nobody_listening_is_unavailable_and_nothing_was_sent": "all",
        "test_an_input_without_a_required_field_is_refused_before_anything_is_sent": "all",
        "test_an_unknown_field_is_refused_and_its_value_not_repeated": "all",
    },
    "answers-checked": {"test_a_fault_of_the_agency_is_one_of_three_errors": "all"},
    "repeat-safe": {
        "test_class_a_has_one_effect_however_often_sent": "A",
        "test_class_a_survives_an_answer_that_was_lost": "A",
        "test_class_b_can_say_what_it_received_when_the_answer_was_lost": "B",
        "test_class_b_says_that_it_received_nothing": "B",
        "test_class_c_has_a_second_effect_when_sent_twice_and_is_therefore_c": "C",
        "test_a_letter_that_arrives_twice_is_the_same_letter": "talks",
        "test_a_duplicate_callback_is_delivered_twice_with_one_identity": "talks",
    },
    "sender-verified": {
        "test_a_stranger_is_turned_away_before_parsing": "talks",
        "test_a_damaged_letter_is_rejected_and_nothing_else": "talks",
        "test_a_message_fits_its_schema_and_the_key_we_were_given": "talks",
        "test_an_unacknowledged_letter_comes_again_and_an_acknowledged_one_does_not": "talks",
        "test_acknowledgement_and_rejection_are_answers_the_agency_understands": "talks",
    },
    "mutual-tls": {"test_both_sides_show_their_certificates": "all"},
    "personas": {"test_the_quality_scale_is_filled_in_and_silver_or_better": "all"},
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an agency stands: its level, and its lines after what was computed has corrected what was claimed."""

    level: Level
    lines: Mapping[str, Line]

    def missing(self) -> Mapping[str, str]:
        """The rules of the next level that are not done, with their reasons."""
        levels = list(RULES)
        following = levels[levels.index(self.level) + 1 :] if self.level in levels else levels
        rules = RULES[following[0]] if following else {}
        return {rule: self.lines[rule].reason for rule in rules if self.lines[rule].status == "todo"}


def standing(agency: Agency) -> Standing:
    """The level of an agency. Error: ValueError when its quality.yaml is not filled in."""
    lines = {rule: _judged(agency, rule, line) for rule, line in quality.read(agency.folder).items()}
    return Standing(quality.level(lines), lines)


def demand(agency: Agency, minimum: str) -> None:
    """Refuse an agency below the level an operator set. Error: `Misconfigured`."""
    try:
        wanted = Level(minimum)
    except ValueError:
        words = ", ".join(level.value for level in Level)
        raise Misconfigured("config-value", f"minimum_quality is one of {words}") from None
    try:
        found = standing(agency)
    except (ValueError, OSError) as error:
        raise Misconfigured("quality", f"{agency.name} has no valid quality.yaml: {error}") from None
    order = list(Level)
    if order.index(found.level) < order.index(wanted):
        why = ", ".join(found.missing())
        raise Misconfigured("quality", f"{agency.name} is {found.level}, {wanted} is demanded; missing: {why}")


def contract_tests(agency: Agency) -> list[str]:
    """The names of the contract tests that run for an agency."""
    classes = {operation.delivery.value for operation in agency.connector.operations.values()}
    scopes = {"all", agency.simulator.protocol} | classes
    scopes |= {"talks"} if agency.connector.messages else set()
    scopes |= {"openapi"} if list((agency.folder / "contract").glob("*.yaml")) else set()
    return sorted({test for tests in TESTS.values() for test, scope in tests.items() if scope in scopes})


def _judged(agency: Agency, rule: str, line: Line) -> Line:
    """The line as claimed, unless what can be seen says otherwise."""
    check = _CHECKS.get(rule)
    if check is None or line.status == "todo":
        return line
    if line.status == "exempt" and rule != "sender-verified":
        return line
    complaint = check(agency) if line.status == "done" else _no_reason_to_be_exempt(agency)
    return Line("todo", f"computed: {complaint}") if complaint else line


def _no_reason_to_be_exempt(agency: Agency) -> str:
    return "it does send messages" if agency.connector.messages else ""


def _unlabelled(agency: Agency) -> str:
    schemas = [operation.input for operation in agency.connector.operations.values()]
    schemas += [kind.payload for kind in agency.connector.messages.values()]
    bare = sorted(
        {
            name
            for schema in schemas
            for name, field in schema["properties"].items()
            if not (field.get("title") and field.get("x-title-en"))
        }
    )
    return f"no label: {', '.join(bare)}" if bare else ""


def _classless(agency: Agency) -> str:
    rows = [line for line in _readme(agency).splitlines() if line.startswith("|")]
    return ", ".join(
        name
        for name, operation in agency.connector.operations.items()
        if not isinstance(operation.delivery, DeliveryClass)
        or not any(name in row and f"| {operation.delivery} |" in row for row in rows)
    )


def _contract(agency: Agency) -> str:
    folder = agency.folder / "contract"
    kinds = ("*.yaml", "*.wsdl", "*.schema.json")
    return "" if any(path for kind in kinds for path in folder.glob(kind)) else "no contract in contract/"


def _samples(agency: Agency) -> str:
    folder = agency.folder / "contract" / "samples"
    return "" if folder.is_dir() and any(folder.iterdir()) else "no samples"


def _examples(agency: Agency) -> str:
    shown = {example.operation for example in agency.examples}
    return ", ".join(sorted(set(agency.connector.operations) - shown))


def _shared_code(agency: Agency) -> str:
    tree = ast.parse((agency.folder / "simulator.py").read_text(encoding="utf-8"))
    used: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            used |= {node.module.partition(".")[0]} if node.module else {alias.name for alias in node.names}
    return ", ".join(sorted(used & _OURS))


def _stale_templates(agency: Agency) -> str:
    return ", ".join(path.name for path in templates.stale(agency))


def _open_secrets(agency: Agency) -> str:
    return ", ".join(
        item.name
        for item in fields(agency.config)
        if item.name.endswith(_SECRET_WORDS) and item.type not in (Secret, "Secret")
    )


def _personas(agency: Agency) -> str:
    return "" if agency.personas else "no personas"


def _untested(rule: str) -> Callable[[Agency], str]:
    """A rule that only tests can prove: at least one contract test of it must run for the agency."""

    def check(agency: Agency) -> str:
        return "" if set(TESTS[rule]) & set(contract_tests(agency)) else "no contract test runs for it"

    return check


def _fault_table(agency: Agency) -> str:
    return "" if "| Fault | Outcome |" in _readme(agency) and agency.simulator.faults else "no table of faults"


def _sections(agency: Agency) -> str:
    return "" if "Known not to work" in _readme(agency) else "no known gaps"


def _readme(agency: Agency) -> str:
    path = agency.folder / "README.md"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


_CHECKS: Mapping[str, Callable[[Any], str]] = {
    "typed-operations": _unlabelled,
    "delivery-class": _classless,
    "contract-file": _contract,
    "samples": _samples,
    "examples": _examples,
    "simulator": _shared_code,
    "element-templates": _stale_templates,
    "secrets-hidden": _open_secrets,
    "probe": _untested("probe"),
    "three-errors": _untested("three-errors"),
    "answers-checked": _untested("answers-checked"),
    "repeat-safe": _untested("repeat-safe"),
    "sender-verified": _untested("sender-verified"),
    "mutual-tls": _untested("mutual-tls"),
    "personas": _personas,
    "fault-table": _fault_table,
    "readme": _sections,
}
