"""Random walks over imported processes: none gets stuck."""

from __future__ import annotations

from tests.conformance import walks

#: Every n-th file in the ordinary test run; `python -m tests.conformance.walks` walks over all of them.
EVERY = 5


def test_a_walk_over_an_imported_process_ends_or_waits() -> None:
    if not walks.FOLDER.exists():
        return  # a plain checkout has no conformance material beside it
    results = list(walks.walk_all(walks.files()[::EVERY]))
    assert [result for result in results if result.verdict not in ("ended", "waits")] == []
