"""What became of it all: the books of agencies and clients beside the tables (I1–I12), what is lost, what is doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from akzess.house import TENANT
from connectors.registry import discover
from engine.model import CaseStatus
from store import SqlStore
from store.queries import CaseFilter, CaseSummary

from .kill_report import Report
from .kill_warm import AGENCIES
from .kill_work import Told
from .look import Books


def books(told: Told, simulators: Sequence[Any], by_hand: set[str]) -> Books:
    """What agencies and clients know; `by_hand`: keys of requests that no case made."""
    found = Books(
        classes={
            f"{name}.{action}": operation.delivery.value
            for name in AGENCIES
            for action, operation in discover()[name].connector.operations.items()
        },
        started=set(told.started),
        messages=told.messages,
        completed=told.completed,
        # Uploads keep their keys with the documents.
        answered={(name, key) for name, key in told.answered if not key.endswith("-upload-it")},
        refused=told.refused,
    )
    for house in simulators:
        if house.name == "post":
            continue  # takes no key: counted by what it was given
        found.effects.update({key: n for key, n in house.effects.items() if key not in by_hand})
        found.arrivals.update(
            arrival.key
            for arrival in house.arrivals
            if not arrival.operation.startswith("get") and arrival.key not in by_hand
        )
    return found


def _cases(store: SqlStore) -> dict[str, CaseSummary]:
    found: dict[str, CaseSummary] = {}
    after: str | None = None
    while True:
        page = store.read().cases(TENANT, filters=CaseFilter(), limit=500, after=after)
        found |= {row.id: row for row in page.items}
        after = page.next
        if after is None:
            return found


def count(report: Report, store: SqlStore, told: Told, simulators: Sequence[Any]) -> None:
    """Compare case by case what clients were told, what the tables say, and what the agencies got."""
    read, found = store.read(), _cases(store)
    agencies = {house.name: house for house in simulators}
    letters = Counter(letter["text"] for letter in agencies["post"].letters)
    files = agencies["kammern"].files
    report.cases = Counter(row.process_id for row in found.values())
    untold = len(set(found) - set(told.started))
    if untold > told.gave_up:  # who gave up was not told of the case that there may be all the same
        report.doubled.append(f"{untold} cases that nobody was told of")
    for case_id, story in told.started.items():
        row = found.get(case_id)
        if row is None:
            report.lost.append(f"{case_id} ({story}) is gone")
            continue
        tag = told.tags.get(case_id, "")
        times = len(files[tag].documents) if story == "errand-upload" else letters[tag] if tag else -1
        if times > 1:
            report.doubled.append(f"{case_id} ({story}): the agency got it {times} times")
        codes = [
            f"{incident.code} ({incident.element_id}: {incident.message[:80]})"
            for incident in read.open_rows(TENANT, case_id).incidents
        ]
        if row.status is CaseStatus.COMPLETED:
            report.ended += 1
            if times == 0:
                report.lost.append(f"{case_id} ({story}) has ended, and the agency got nothing")
        elif codes:
            report.incidents.update(codes)
        elif told.gave_up and read.open_rows(TENANT, case_id).tasks:
            report.waiting += 1  # for its client, which gave up
        else:
            report.waiting += 1
            report.lost.append(f"{case_id} ({story}) is {row.status.value} and nothing moves it")
    documents = Counter(told.uploads.values())
    for case_id, count in documents.items():
        if count > 1:
            report.doubled.append(f"{case_id}: {count} documents of one upload")
