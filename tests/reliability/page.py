"""Writes docs/reliability.md from the lists below and the names of the tests; `python -m tests.reliability.page`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reliability.md"
_NAMED = re.compile(r"^def (test_([ki])([0-9]{2})_[a-z0-9_]+)\(", re.M)

#: Number → what happens, what we do.
SCENARIOS: Mapping[str, tuple[str, str]] = {
    "K1": ("two clerks complete one task", "the first wins; the other one reads by whom and when, and his text is kept as a draft"),
    "K2": ("any two acts on one case at once", "the row of the case is locked first, so they happen one after the other"),
    "K3": ("a message while its boundary timer fires", "whoever holds the case first wins; the other one changes nothing"),
    "K4": ("the same message twice", "the inbox row is unique: one effect, one receipt; another body under its id is refused"),
    "K5": ("a message before anybody waits", "both sides take one lock per name and key, so that neither misses the other; a message waits 30 days"),
    "K6": ("messages out of order", "no contract numbers its messages: they count in the order of arrival"),
    "K7": ("a message for nobody, or for several", "parked on an operator's list, or given to the one who has waited longest"),
    "K8": ("a worker dies between call and commit", "A: sent again under the same key, B: asked first, C: a person decides; never a second letter"),
    "K9": ("a worker freezes beyond its lease", "its fence is not the current one any more: it writes nothing"),
    "K10": ("an answer too late, twice, to an ended case", "confirmed, kept, changes nothing"),
    "K11": ("the connection to the database breaks", "503 `unavailable` or `outcome-unknown` with Retry-After; the same key gives the one true outcome"),
    "K12": ("the database is killed and comes back", "503 meanwhile; pools recover, no process of ours is restarted"),
    "K13": ("Redis dead, empty, full, silent", "a wake-up carries nothing: requests are answered, workers look every second"),
    "K14": ("a clock is wrong", "only the database's time counts, carried on by monotonic ticks; after a leap of more than 5 s no timer fires for 60 s"),
    "K15": ("the hour that is missing, the hour that comes twice", "the first instant after the gap; the first of the two, once"),
    "K16": ("29 February, month's end, holidays, 9999, naive times", "a table of the law's periods; what cannot be is refused"),
    "K17": ("a new version while cases run", "running cases stay; a start takes the newest; a refused deployment leaves nothing"),
    "K18": ("a migration of instances fails half-way", "each case moves in a transaction of its own or stays untouched; the batch begins again and finds what is left; undone until the next step"),
    "K19": ("old and new code together", "state formats N and N−1 are read; a schema out of the window is refused at the start"),
    "K20": ("a schema migration is killed or meets load", "each revision is repeatable, takes its locks briefly and steps back"),
    "K21": ("no room, or read only", "503; nothing half done; goes on by itself, and bytes that no row names are swept after a day"),
    "K22": ("no free connection, deadlock", "503 with Retry-After; a deadlock is tried again at most three times, as a whole"),
    "K23": ("asked to stop in the middle", "what is under way is finished or its lease given back within ten seconds; killing is as safe"),
    "K24": ("two branches end in the same instant", "the case is locked: the join fires once"),
    "K25": ("a hundred children end at once, one fails", "each is counted under the lock; the one that failed is tried again"),
    "K26": ("a case is cancelled while its agency thinks", "it stays cancelled; the late report is stale, the answer is in the ledger"),
    "K27": ("four eyes of one person", "refused, whatever the account, session, role or deputy"),
    "K28": ("backup and restore while cases move", "one snapshot; what may have been sent since is asked or shown to a person, never sent again by itself"),
    "K29": ("processes that want everything", "refused when deployed, or an incident by budget; others go on"),
    "K30": ("an agency is away for a day", "its queue is shut and burns no attempt; others go on; drained at a rate"),
}  # fmt: skip
INVARIANTS: Mapping[str, str] = {
    "I1": "everything confirmed is visible, pending or an incident",
    "I2": "an activation ends once",
    "I3": "version and history count the same changes; the chain of hashes holds",
    "I4": "an agency's call belongs to one job and has one effect; class C is delivered at most once",
    "I5": "no timer is overdue, none fired early, none twice",
    "I6": "a message has one row and is consumed at most once, by somebody who waits",
    "I7": "a case has ended when nothing of its tree is alive",
    "I8": "a token has one place: no row without token, no token without row",
    "I9": "every row has the tenant of its case",
    "I10": "2xx survives every death, 4xx changed nothing, after anything else the same key tells the truth",
    "I11": "a case stays on its version, unless a recorded migration moved it",
    "I12": "after the last fault everything is done or an incident",
}
#: Good tests that have their names from something else: number → file::test.
BESIDE: Mapping[str, Sequence[str]] = {
    "K1": ("tests/town/test_faults.py::test_of_two_clerks_at_the_same_moment_one_completes_and_one_is_told",),
    "K2": ("tests/rigs/test_pairs.py::test_every_interleaving_is_one_of_the_two_orders",),
    "K7": ("tests/handlers/test_commands.py::test_an_early_message_waits_thirty_days_and_is_then_parked",),
    "K10": ("tests/connectors/test_late_answers.py::test_an_answer_after_the_case_closed_is_acknowledged_and_changes_nothing",),
    "K21": ("tests/documents/test_cabinet.py::test_bytes_that_no_row_names_are_swept_after_a_day",),
    "K22": ("tests/store/test_concurrency.py::test_a_deadlock_is_an_error_that_may_be_tried_again",),
    "K23": ("tests/akzess/test_cluster.py::test_a_service_ends_within_ten_seconds_when_asked",),
    "K27": ("tests/security/test_identity_objects.py::test_a08_the_first_person_does_not_sign_second",),
}  # fmt: skip
#: The table of a large run of the kill harness, as it printed it.
RUN = Path(__file__).parent / "large_run.txt"


def named() -> dict[str, list[tuple[str, str]]]:
    """Number → (file, test) of every test that carries it in its name."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, letter, number in _NAMED.findall(path.read_text(encoding="utf-8")):
            found[f"{letter.upper()}{int(number)}"].append((str(path.relative_to(ROOT)), name))
    return found


def missing() -> list[str]:
    """Numbers without a test of their name, and tests named here that nobody wrote."""
    known = named()
    wrong = [number for number in (*SCENARIOS, *INVARIANTS) if not known.get(number)]
    for proof in (proof for proofs in BESIDE.values() for proof in proofs):
        file, _, test = proof.partition("::")
        if f"def {test}(" not in (ROOT / file).read_text(encoding="utf-8"):
            wrong.append(proof)
    return wrong


def _proofs(number: str, known: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """The files, and how many tests of each carry the number: the names are found by it."""
    files: dict[str, int] = defaultdict(int)
    for file, _ in known.get(number, ()):
        files[file] += 1
    shown = [f"[{Path(file).name}](../{file})" for file in files]
    shown += [f"`{proof.partition('::')[2]}`" for proof in BESIDE.get(number, ())]
    return ", ".join(shown)


def text() -> str:
    """The page."""
    known = named()
    lines = [
        "# Faults inside, and what becomes of them",
        "",
        "Written by `python -m tests.reliability.page`; `tests/reliability/test_page.py` compares page and tests. A test of",
        "scenario 8 is named `test_k08_…`, one of invariant 5 `test_i05_…`: `pytest tests -k k08` runs them. What agencies do",
        "wrong is in [faults.md](faults.md), the rigs are in [rigs.md](rigs.md).",
        "",
        "## Scenarios",
        "",
        "| # | what happens | what we do | tests |",
        "|---|---|---|---|",
    ]
    for number, (what, do) in SCENARIOS.items():
        lines.append(f"| {number} | {what} | {do} | {_proofs(number, known)} |")
    lines += ["", "## Invariants", ""]
    lines += [
        "Asked of the tables after every fault ([invariants.py](../tests/rigs/invariants.py)); each has a test that plants a",
        "violation by SQL and sees it noticed.",
        "",
        "| # | what always holds | tests |",
        "|---|---|---|",
    ]
    lines += [f"| {number} | {what} | {_proofs(number, known)} |" for number, what in INVARIANTS.items()]
    lines += ["", *_FAILPOINTS, "", *_HARNESS]
    if RUN.exists():
        lines += ["", "```", RUN.read_text(encoding="utf-8").rstrip(), "```"]
    return "\n".join(lines) + "\n"


_FAILPOINTS = (
    "## Failpoints",
    "",
    'Places in the code have names ([failpoints.py](../engine/failpoints.py)); `FAILPOINTS="name=action[(argument)]',
    '[@probability][#nth],…;seed=N"` orders what happens there: `kill9`, `exit`, `sigstop`, `hang`, `raise(code)`, `sleep(ms)`,',
    "`http(status)`, `drop_db(port)`, `drop_redis(port)`. `conn.mid_send`, `conn.after_send`, `conn.mid_read` and the action",
    "`partial` belong to the wire of the rigs, which sees the bytes. Only with `APP_ENV=test` and the dependencies for",
    "development installed; anywhere else no worker starts with FAILPOINTS set and no database is upgraded, and in all other",
    "processes nobody listens to it. `FAILPOINTS_LOG` names a file that gets a line before each deed. `export.mid` has no",
    "place yet: there is no export of cases.",
)
_HARNESS = (
    "## Kill harness",
    "",
    "`python -m tests.rigs.kill_harness --kills 500 [--seed N] [--minutes M]`: two services and four workers in processes of",
    "their own on PostgreSQL; three agencies behind real HTTP with books of their own; clients that drive cases of seven processes",
    "over HTTP and repeat every change under the same key until the answer is sure. The clock runs twenty times as fast, so that",
    "leases run out under workers that live. Each process is told where to die: the place that has seen the fewest deaths, at",
    "its first to third passage; a tenth of them freeze there until their lease is over. Besides, processes are killed at any",
    "moment and while they stop, the wire to the agencies kills in the middle of a request or of its answer, half of the",
    "processes reach the database through a [proxy](../tests/rigs/proxy.py) that cuts connections before, within and after",
    "messages, the clock leaps. Then the faults end, every process is asked to stop once (K23), everything has to come to its",
    "end, and I1–I12 are asked. Lost: a confirmed case that is gone or that nothing moves, or one that has ended and whose",
    "agency got nothing. Doubled: a case nobody was told of, a letter or document that an agency got twice.",
    "",
    "Which process dies first is the machine's choice; the seed repeats the orders, not the order. With what is lost stands the",
    "case's id, and the logs of all processes are kept.",
)


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
