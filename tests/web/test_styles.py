"""The style sheets hold what the pages use, cut along the parts of the pages."""

from __future__ import annotations

import re
from pathlib import Path

WEB = Path(__file__).parent.parent.parent / "web"
SHEETS = sorted(WEB.glob("src/**/*.css"))
#: Parts that come from elsewhere and name their classes themselves.
OTHERS = ("kern-", "bio-", "bjs-", "bts-", "djs-", "fjs-")


def test_every_class_of_a_style_sheet_is_named_by_a_page() -> None:
    pages = [*WEB.glob("*.html"), *WEB.glob("src/**/*.ts"), *WEB.glob("src/**/*.tsx")]
    words = {word for page in pages for word in re.findall(r"[\w-]+", page.read_text(encoding="utf-8"))}
    classes = {(sheet.name, name) for sheet in SHEETS for name in _classes(sheet) if not name.startswith(OTHERS)}

    assert sorted(one for one in classes if not _named(one[1], words)) == []


def test_a_style_sheet_is_one_sentence_and_short() -> None:
    texts = {sheet.relative_to(WEB).as_posix(): sheet.read_text(encoding="utf-8") for sheet in SHEETS}

    assert [path for path, text in texts.items() if not text.startswith("/*") or text.count("\n") >= 300] == []


def _classes(sheet: Path) -> set[str]:
    rules = re.sub(r"/\*.*?\*/|@import[^;]*;", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    return {name for heads in re.findall(r"([^{}]*)\{", rules) for name in re.findall(r"\.([A-Za-z][\w-]*)", heads)}


def _named(name: str, words: set[str]) -> bool:
    """By itself, or as what a page puts together: `akz-stage-${state}`."""
    parts = name.split("-")
    return name in words or any("-".join(parts[:end]) + "-" in words for end in range(2, len(parts)))
