"""An accounts file that is spoilt while the service runs changes nothing, and operations hear of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from service.identity import Account, AccountFile
from service.metrics import ACCOUNTS_SPOILT

LINE = "- {name: beispiel, person: p-4711, groups: [akz-lead], sites: [DD], passwordHash: $argon2id$x}\n"
SPOILT = f"accounts:\n{LINE}- {{name: muster, person: p-4712, groups: [akz-laed], sites: [DD]}}\n"


class Written:
    """A file that changes while it is watched."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "accounts.yaml"
        self.write(f"accounts:\n{LINE}")
        self.accounts = AccountFile(self.path, ("DD",))

    def write(self, text: str) -> None:
        self.path.write_text(text, encoding="utf-8")

    @property
    def names(self) -> Mapping[str, Account]:
        return self.accounts.accounts()


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return Written(tmp_path)


@pytest.mark.parametrize("text", [SPOILT, "accounts: [", ""], ids=["a mistake", "no YAML", "half written"])
def test_a_spoilt_file_locks_nobody_out(written: Written, text: str) -> None:
    written.write(text)

    assert [*written.names] == ["beispiel"]


def test_a_spoilt_file_is_amiss_until_it_is_right_again(written: Written) -> None:
    seen = [written.accounts.spoilt()]
    written.write(SPOILT)
    seen.append(written.accounts.spoilt())
    written.write("accounts: []\n")
    seen.append(written.accounts.spoilt())

    assert seen == [False, True, False]


def test_the_gauge_follows_the_file(written: Written) -> None:
    written.write(SPOILT)
    written.accounts.accounts()

    assert [sample.value for metric in ACCOUNTS_SPOILT.collect() for sample in metric.samples] == [1]


def test_the_log_says_the_lines_once_and_nothing_of_what_stands_in_them(written: Written) -> None:
    written.write(SPOILT)
    with capture_logs() as lines:
        for _ in range(3):
            written.accounts.accounts()

    assert lines == [{"event": "accounts.spoilt", "log_level": "warning", "lines": [3]}]


def test_a_file_that_is_taken_away_and_put_back_counts_again(written: Written) -> None:
    away = written.path.with_suffix(".away")
    os.replace(written.path, away)
    gone = written.accounts.spoilt()
    os.replace(away, written.path)

    assert (gone, written.accounts.spoilt()) == (True, False)
