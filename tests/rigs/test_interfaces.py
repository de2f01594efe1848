"""Nobody reads the clock, draws by chance or sleeps beside the interfaces: else no seed could repeat a run (C-5.3).

Durations (`time.monotonic`) and secrets (`secrets`, `os.urandom`) are free: no outcome hangs on the first, and the second
must not be repeatable.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("engine", "store", "workers", "connectors", "service")

#: What is asked for by name, wherever it was imported from and under whatever other name.
BANNED = {
    "time.time", "time.time_ns", "time.sleep", "datetime.datetime.now", "datetime.datetime.utcnow",
    "datetime.datetime.today", "datetime.date.today", "uuid.uuid1", "uuid.uuid4", "asyncio.sleep",
}  # fmt: skip
#: Modules of which nothing may be used.
BANNED_MODULES = {"random"}

#: Where it may be, and why; whatever is here and no longer used fails as well.
ALLOWED: Mapping[str, Mapping[str, str]] = {
    "connectors/base.py": {"datetime.datetime.now": "the clock of a connector that nobody gave another one"},
    "connectors/bundesagentur/connector.py": {"uuid.uuid4": "number of a probe, which has no effect"},
    "connectors/signed_requests.py": {"uuid.uuid4": "nonce of a signature: must not repeat"},
    "connectors/simulated_rest.py": {"uuid.uuid4": "ids of a stand-in's own letters"},
    "connectors/simulated_soap.py": {"uuid.uuid4": "ids of a stand-in's own letters"},
    "connectors/simulated_wssec.py": {"uuid.uuid4": "ids of a stand-in's own letters"},
    "connectors/soap_security.py": {"uuid.uuid4": "message id of one signed attempt: must not repeat"},
    "service/access/conflict.py": {"uuid.uuid4": "id of a row that nothing is decided by"},
    "service/access/seals.py": {"uuid.uuid4": "id of a row that nothing is decided by"},
    "service/appointments/desk.py": {"uuid.uuid4": "ids of bookings and wishes, keys of e-mails"},
    "service/routes/appointment_feeds.py": {"uuid.uuid4": "id of a calendar feed"},
    "service/routes/appointment_blocks.py": {"uuid.uuid4": "id of a block"},
    "service/agencies.py": {"uuid.uuid4": "id of a row of evidence"},
    "service/designer/releases.py": {"uuid.uuid4": "id of a proposal"},
    "service/routes/consultations.py": {"uuid.uuid4": "id of a question to a department"},
    "service/routes/partners.py": {"uuid.uuid4": "id of a contact"},
    "service/routes/surveys.py": {"uuid.uuid4": "id of a wave"},
    "service/routes/trainings.py": {"uuid.uuid4": "id of a row that nothing is decided by"},
    "service/routes/working_group.py": {"uuid.uuid4": "ids of proposals and remarks"},
    "service/survey/taking.py": {"uuid.uuid4": "id of an answer: random, so that nothing leads to whoever gave it"},
    "service/portal/delivering.py": {"uuid.uuid4": "id of a row of evidence"},
    "service/portal/inviting.py": {"uuid.uuid4": "id of an employer's link; its token is a secret of its own"},
    "service/routes/forecast.py": {"uuid.uuid4": "id of a question to the forecast"},
    "service/routes/portal_declaration.py": {"uuid.uuid4": "id of a declaration that an employer begins by himself"},
    "service/routes/portal.py": {"uuid.uuid4": "id of an application that is being written"},
    "service/routes/skills.py": {"uuid.uuid4": "id of an absence"},
    "service/feed.py": {"asyncio.sleep": "between two looks for news of an open page"},
    "service/identity/security_log.py": {"uuid.uuid4": "id of a row that nothing is decided by"},
    "service/orchestration/jobs.py": {"asyncio.sleep": "long polling of an external worker"},
    "service/orchestration/messages.py": {"uuid.uuid4": "key for a caller who gave none"},
    "service/orchestration/process_instances.py": {"asyncio.sleep": "waits for a result that a caller asked for"},
    "service/problems.py": {"uuid.uuid4": "number of a request, for people who look into logs"},
    "service/routes/comments.py": {"uuid.uuid4": "id of a comment"},
    "service/routes/deputies.py": {"uuid.uuid4": "id of a deputyship"},
    "service/routes/designer.py": {"uuid.uuid4": "id of a draft"},
    "service/routes/designer_models.py": {"uuid.uuid4": "id of a comment on a diagram"},
    "service/routes/designer_trials.py": {"uuid.uuid4": "id of a play or what-if"},
    "service/routes/erasure.py": {"uuid.uuid4": "id of a legal hold"},
    "service/routes/views.py": {"uuid.uuid4": "id of a saved view"},
    "service/telemetry.py": {"uuid.uuid4": "number of a request or trace"},
    "service/traffic.py": {"time.time_ns": "order of probes kept by an operator", "uuid.uuid4": "name of a probe"},
    "store/clock.py": {"datetime.datetime.now": "the clock of this host, of which the database's is told apart"},
    "store/erasing/keys.py": {"datetime.datetime.now": "when a key was made, for people"},
    "store/filing/files.py": {"uuid.uuid4": "name of a blob"},
    "store/migrations/__init__.py": {"time.sleep": "between two tries of a migration; handed in by tests"},
    "store/sqlite.py": {"time.sleep": "two processes open one new file, and SQLite does not wait by itself"},
    "store/vitals.py": {"datetime.datetime.now": "the clock of this host, of which the database's is told apart"},
    "workers/backoff.py": {"random": "spread of waits; the simulation hands in its own"},
    "workers/evidence.py": {"uuid.uuid4": "id of a row of evidence"},
    "workers/failpoints.py": {"random": "odds of failpoints, by a seed", "time.sleep": "a failpoint that delays"},
}


def uses(source: str) -> Iterator[str]:
    """The banned names that a module uses, by their full names."""
    tree = ast.parse(source)
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                known[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    for node in ast.walk(tree):
        name = _full(node, known) if isinstance(node, ast.Attribute | ast.Name) else ""
        if name in BANNED:
            yield name
        elif name.split(".")[0] in BANNED_MODULES and "." in name:
            yield name.split(".")[0]


def _full(node: ast.AST, known: Mapping[str, str]) -> str:
    if isinstance(node, ast.Name):
        return known.get(node.id, "")
    if isinstance(node, ast.Attribute):
        inner = _full(node.value, known)
        return f"{inner}.{node.attr}" if inner else ""
    return ""


def _found() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            names = set(uses(path.read_text(encoding="utf-8")))
            if names:
                found[path.relative_to(ROOT).as_posix()] = names
    return found


def test_clock_chance_and_sleep_are_used_where_the_list_says_and_nowhere_else() -> None:
    assert _found() == {path: set(reasons) for path, reasons in ALLOWED.items()}


def test_the_engine_has_none_of_them() -> None:
    assert not [path for path in ALLOWED if path.startswith("engine/")]


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.time()",
        "from time import sleep as nap\nnap(1)",
        "import datetime as dt\ndt.datetime.now()",
        "from datetime import datetime\nclock = datetime.now",
        "import random\nrandom.choice([1])",
        "from random import Random\nRandom(1)",
        "from uuid import uuid4\nuuid4()",
        "import asyncio\nasync def f():\n    await asyncio.sleep(1)",
    ],
)
def test_whatever_it_is_called_it_is_found(source: str) -> None:
    assert len(list(uses(source))) == 1
