"""Looks for secrets in every file of the repository: keys, tokens, passwords in addresses, long random words.

`python -m tools.secrets` prints file, line and kind, never the secret, and ends with 1 when there is one. A line that is
meant to look like one carries the words `not a secret`.
"""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from .lock import ROOT

#: Kind and pattern. Texts in tests are as forbidden as elsewhere: what is pushed once is known.
PATTERNS = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*(?:\\n)?[A-Za-z0-9+/=]{40}"),
    "key of a cloud": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "token of a forge": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|glpat-[A-Za-z0-9_-]{20}|github_pat_\w{60})"),
    "token of a registry": re.compile(r"\b(?:npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{60})"),
    "token of a messenger": re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{20}"),
    "signed token": re.compile(r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}"),
    "password in an address": re.compile(
        r"\b[a-z][a-z0-9+]*://[^\s/:@{}<>\"']+:([^\s/@{}<>\"'$]{10,})@(?!127|localhost)"
    ),
    "random word": re.compile(
        r"(?i:secret|token|passw(?:or|)d|api_?key)\w*[\"']?\s*[:=]\s*[\"']([A-Za-z0-9+/_=-]{24,})[\"']"
    ),
}
_ENTROPY = 4.2  # bits per character: sentences and names have less, keys of that length have more
_SKIPPED = (".png", ".pdf", ".woff2", ".lock", "package-lock.json", ".zip", ".ttf", ".svg")


def entropy(word: str) -> float:
    """Bits per character."""
    counts = Counter(word)
    return -sum(n / len(word) * math.log2(n / len(word)) for n in counts.values())


def in_text(text: str) -> Iterator[tuple[int, str]]:
    """Line and kind of everything that looks like a secret."""
    for number, line in enumerate(text.splitlines(), start=1):
        if "not a secret" in line:
            continue
        for kind, pattern in PATTERNS.items():
            found = pattern.search(line)
            if found and (kind != "random word" or entropy(found[1]) > _ENTROPY):
                yield number, kind
    if PATTERNS["private key"].search(text.replace("\n", "")):
        yield 0, "private key"


def files(root: Path = ROOT) -> list[Path]:
    """Every file that git knows or would take up."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607  # git of the developer
        cwd=root, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [root / name for name in listed.split("\0") if name and not name.endswith(_SKIPPED)]


def scan(paths: list[Path]) -> list[str]:
    """A line for each finding."""
    found = []
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        found += [f"{path}:{number}: {kind}" for number, kind in in_text(text)]
    return found


if __name__ == "__main__":
    _found = scan(files())
    print("\n".join(_found) or "no secrets")
    sys.exit(1 if _found else 0)
