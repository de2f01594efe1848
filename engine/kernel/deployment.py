"""Turns a bundle of files into a definition table, with every finding about every file (docs/deployment.md)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import orjson

from .. import dmn
from .. import forms as form_rules
from ..errors import Finding
from .bundle import Bundle
from .definition import Process
from .documents import BadDocument, parse
from .expressions import Functions
from .kept import Kept, digest
from .lint import lint
from .lint_standard import check_standard
from .reader import DiagramReader

MAX_FILES = 200
MAX_PROCESSES = 20
_FORM_LIMIT = 500_000
_LONGEST_NAME = 255
_PATHS = re.compile(r"^/|\\|(^|/)\.\.?(/|$)")
#: What the first bytes of an archive are: ZIP, gzip, 7z, RAR, xz, bzip2, zstd.
_ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\xfd7zXZ",
    b"BZh",
    b"\x28\xb5\x2f\xfd",
)


def content_hash(resources: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) over names and contents: the version of a bundle."""
    digest = hashlib.sha256()
    for name in sorted(resources):
        digest.update(name.encode() + b"\x00" + hashlib.sha256(resources[name]).digest())
    return digest.hexdigest()


def build(
    resources: Mapping[str, bytes], functions: Functions, kept: Kept | None = None
) -> tuple[Bundle, tuple[Finding, ...]]:
    """Read and check all files; the bundle may only be deployed when no finding has the severity "error".

    `kept`: what an earlier reading found out about files that have not changed since.
    """
    kept = kept or Kept()
    findings: list[Finding] = []
    if len(resources) > MAX_FILES:
        findings.append(
            _about("", "", "bundle-limit", f"Mehr als {MAX_FILES} Dateien.", f"More than {MAX_FILES} files.")
        )
        return Bundle({}, {}, {}, {}), tuple(findings)
    findings += _odd_files(resources)
    if findings:
        return Bundle({}, {}, {}, {}), tuple(findings)
    processes = _read_diagrams(resources, findings)
    decisions = _read_decisions(resources, functions, findings, kept)
    forms = _read_forms(resources, findings, kept)
    bundle = Bundle({process.id: process for process in processes}, decisions, forms, resources)
    if any(finding.code.endswith("-limit") for finding in findings):
        return bundle, tuple(findings)  # too large to be looked at any further
    # An error hides nothing of what else there is to do; but what an unread file defines is not said to be missing.
    missing = unread(bundle, findings)
    findings += lint(bundle, functions, kept, tuple(findings), missing)
    findings += _against_the_standard({n: d for n, d in resources.items() if n not in missing}, findings, kept)
    return bundle, tuple(findings)


def unread(bundle: Bundle, findings: Iterable[Finding]) -> frozenset[str]:
    """Files that have an error and of which the bundle has nothing."""
    known = {process.resource for process in bundle.processes.values()} | set(bundle.decision_resources.values())
    return frozenset(one.resource for one in findings if one.severity == "error" and one.resource not in known)


def _odd_files(resources: Mapping[str, bytes]) -> list[Finding]:
    """Names that mean something to a file system, and archives: nothing is unpacked here."""
    found = []
    for name, data in resources.items():
        if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable() or _PATHS.search(name):
            found.append(
                _about(
                    name[:80],
                    "",
                    "bundle-name",
                    "Der Dateiname enthält, was nur ein Pfad enthält.",
                    "The file name has in it what only a path has.",
                )
            )
        if data.startswith(_ARCHIVES):
            text = "Archive werden nicht entpackt; bitte die Dateien einzeln einspielen."
            found.append(
                _about(
                    name[:80],
                    "",
                    "upload-archive-limit",
                    text,
                    "Archives are not unpacked; please deploy the files one by one.",
                )
            )
    return found


def _read_diagrams(resources: Mapping[str, bytes], findings: list[Finding]) -> list[Process]:
    reader = DiagramReader(findings.append)
    seen = half = False
    for name in sorted(resources):
        if not name.endswith((".bpmn", ".xml")):
            continue
        seen = True
        try:
            reader.add(parse(resources[name], name), name)
        except BadDocument as bad:
            findings.append(bad.finding)
        except Exception as error:  # noqa: BLE001  # SpiffWorkflow's parser raises what it likes; each is a refusal
            half = True  # some of the file may stand in the parser's tables
            findings.append(
                _about(
                    name,
                    "",
                    "bpmn-invalid",
                    f"Nicht als BPMN lesbar: {type(error).__name__}: {error}",
                    f"Not readable as BPMN: {type(error).__name__}: {error}",
                )
            )
    if half:
        return []
    refused = any(finding.severity == "error" for finding in findings)
    processes = reader.read()
    if seen and not processes and not refused:
        findings.append(
            _about(
                "",
                "",
                "nothing-executable",
                'Kein Prozess ist ausführbar (isExecutable="true" fehlt).',
                'No process is executable (isExecutable="true" is missing).',
            )
        )
    if len(processes) > MAX_PROCESSES:
        findings.append(
            _about(
                "", "", "bundle-limit", f"Mehr als {MAX_PROCESSES} Prozesse.", f"More than {MAX_PROCESSES} processes."
            )
        )
    return processes


def _against_the_standard(resources: Mapping[str, bytes], told: list[Finding], kept: Kept) -> list[Finding]:
    """What the standard does not allow, without what has been told already about the same element."""
    known = {(finding.resource, finding.element_id) for finding in told if finding.severity == "error"}
    return [
        finding
        for name in sorted(resources)
        if name.endswith((".bpmn", ".xml"))
        for finding in kept.of(("standard", name, digest(resources[name])), partial(_standard, name, resources[name]))
        if (finding.resource, finding.element_id) not in known
    ]


def _standard(name: str, data: bytes) -> tuple[Finding, ...]:
    return tuple(check_standard(parse(data, name), name))


def _read_decisions(
    resources: Mapping[str, bytes], functions: Functions, findings: list[Finding], kept: Kept
) -> dict[str, str]:
    decisions: dict[str, str] = {}
    for name in sorted(resources):
        if not name.endswith(".dmn"):
            continue
        data = resources[name]
        found, ids = kept.of(("decisions", name, digest(data)), partial(_decisions_of, name, data, functions))
        findings += found
        for decision_id in ids:
            if decision_id in decisions:
                findings.append(
                    _about(
                        name,
                        decision_id,
                        "duplicate-id",
                        f"Die Entscheidung {decision_id} gibt es zweimal.",
                        f"There are two decisions {decision_id}; rename one.",
                    )
                )
            decisions[decision_id] = name
    return decisions


def _decisions_of(name: str, data: bytes, functions: Functions) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Findings about a file of decisions, and their ids."""
    try:
        parse(data, name)
        model = dmn.load(data, functions=functions)
    except BadDocument as bad:
        return (bad.finding,), ()
    except dmn.DmnError as error:
        return tuple(_in_words(name, found) for found in error.findings), ()
    return tuple(_in_words(name, found) for found in dmn.check(model)), tuple(model.decisions)


def _about(resource: str, element_id: str, code: str, german: str, english: str) -> Finding:
    return Finding(resource, element_id, code, german, message_en=english)


def _in_words(resource: str, found: dmn.Finding) -> Finding:
    german, english = dmn.in_words(found, "de"), dmn.in_words(found, "en")
    if found.cell and found.rules:  # otherwise the words name the place themselves
        german += f" (Regel {found.cell[0]}, Spalte {found.cell[1]})"
        english += f" (rule {found.cell[0]}, column {found.cell[1]})"
    return Finding(resource, found.element_id, found.code, german, found.severity, found.line, message_en=english)


def _read_forms(resources: Mapping[str, bytes], findings: list[Finding], kept: Kept) -> dict[str, Mapping[str, Any]]:
    forms: dict[str, Mapping[str, Any]] = {}
    for name in sorted(resources):
        if not name.endswith((".form", ".form.json")):
            continue
        try:
            schema = kept.of(("form", digest(resources[name])), partial(_form, resources[name]))
        except (ValueError, KeyError, TypeError, form_rules.FormError) as error:
            findings.append(
                _about(name, "", "form-invalid", f"Kein form-js-Schema: {error}", f"No form-js schema: {error}")
            )
            continue
        form_id = schema["id"]
        if form_id in forms:
            findings.append(
                _about(
                    name,
                    form_id,
                    "duplicate-id",
                    f"Das Formular {form_id} gibt es zweimal.",
                    f"There are two forms {form_id}; rename one.",
                )
            )
        forms[form_id] = schema
    return forms


def _form(data: bytes) -> Mapping[str, Any]:
    """A form's schema, checked. Errors: ValueError, KeyError, TypeError, FormError."""
    if len(data) > _FORM_LIMIT:
        raise ValueError(f"mehr als {_FORM_LIMIT} Byte")
    schema: Mapping[str, Any] = orjson.loads(data)
    if not isinstance(schema["id"], str) or not isinstance(schema.get("components"), list):
        raise TypeError("id oder components fehlt")
    form_rules.check(schema)
    return schema
