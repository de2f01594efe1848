"""`akzess evidence`: a key file that is not right is refused, and a new key comes before the old ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from akzess import evidence_keys
from store.evidence import WrongKey
from tests.akzess.conftest import Shell


@pytest.mark.parametrize(
    ("content", "mode", "words"),
    [
        (None, 0o600, "there is no key file"),
        ("# nothing\n", 0o600, "needs a key"),
        ("abc!\n", 0o600, "line 1: no base64"),
        ("AAAA\n", 0o600, "32 bytes"),
        ("AAAA\n", 0o644, "can be read by others"),
    ],
)
def test_a_key_file_that_is_not_right_is_refused(
    shell: Shell, tmp_path: Path, content: str | None, mode: int, words: str
) -> None:
    file = tmp_path / "some.keys"
    if content is not None:
        file.write_text(content)
        file.chmod(mode)

    shell("evidence", "check", "--keys", str(file))

    assert (shell.code, words in shell.err) == (7, True)


def test_a_new_key_comes_before_the_old_ones(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "some.keys"
    first = shell("evidence", "add-key", str(file), database=False).out.split()[-1]
    second = shell("evidence", "add-key", str(file), database=False).out.split()[-1]

    ring: Any = evidence_keys.read(file)

    assert ring.current.id == second != first
    assert ring[first].id == first
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_key_that_was_added_meanwhile_opens_what_another_process_sealed_with_it(tmp_path: Path) -> None:
    """Processes are started anew one after the other; until then each seals with the key that it began with."""
    file = tmp_path / "some.keys"
    ring = evidence_keys.add_key(file)
    before = ring.current.id

    added = evidence_keys.add_key(file).current.id

    assert ring[added].id == added
    assert ring.current.id == before


def test_a_key_file_that_is_gone_leaves_a_process_the_keys_it_has(tmp_path: Path) -> None:
    file = tmp_path / "some.keys"
    ring = evidence_keys.add_key(file)

    file.unlink()

    with pytest.raises(WrongKey, match=f"has only {ring.current.id}"):
        ring["unknown"]
