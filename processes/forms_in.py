"""Shows a form in another language: labels, options, hints and refusals by the words in texts/forms/<language>.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from .languages import load_languages
from .yaml_files import AKZESS, read_yaml

__all__ = ["FormWords", "in_language", "load_form_words"]

#: Where a form keeps its English words: part of a component -> property.
_ENGLISH = {"label": "label_en", "text": "text_en", "description": "description_en"}
_PLACE = re.compile(r"\\\{(\d)\\\}")


class FormWords:
    """The words of one language: the German text of a form, or of a refusal, to its translation."""

    def __init__(self, code: str, chain: tuple[str, ...], words: Mapping[str, Mapping[str, str]]) -> None:
        self.code = code
        self._chain = chain
        self._words = words
        self._templates = tuple(
            (re.compile(_PLACE.sub("(.*?)", re.escape(german))), german)
            for german in next((words[name] for name in chain if name in words), {})
            if "{0}" in german
        )

    def __call__(self, german: str, english: str | None = None) -> str:
        """The text of the language, else `english`, else the German one; values in a refusal are carried over."""
        for name in self._chain:
            if name == "de":
                return german
            if name == "en" and english:
                return english
            found = self._words.get(name, {}).get(german)
            if found is not None:
                return found
            filled = self._refusal(name, german)
            if filled is not None:
                return filled
        return german

    def _refusal(self, name: str, german: str) -> str | None:
        for pattern, template in self._templates:
            match = pattern.fullmatch(german)
            own = self._words.get(name, {}).get(template)
            if match and own is not None:
                return own.format(*match.groups())
        return None


@lru_cache(maxsize=32)
def load_form_words(code: str, folder: Path = AKZESS) -> FormWords:
    """The words of a language; one that is not offered reads English, then German."""
    chain = load_languages(folder).chain(code)
    words = {}
    for name in chain:
        path = folder / "texts" / "forms" / f"{name}.yaml"
        if path.exists():
            found = read_yaml(path)
            words[name] = {str(key): str(text) for key, text in found.items() if key != "review"}
    return FormWords(code, chain, words)


def in_language(schema: Mapping[str, Any], code: str, folder: Path = AKZESS) -> dict[str, Any]:
    """The same form-js schema with its words in a language; keys, rules and values stay as they are."""
    words = load_form_words(code, folder)
    return {**schema, "components": [_component(part, words) for part in schema.get("components", [])]}


def _component(part: Mapping[str, Any], words: FormWords) -> dict[str, Any]:
    made = dict(part)
    english = part.get("properties") or {}
    for name, own in _ENGLISH.items():
        if isinstance(part.get(name), str):
            made[name] = words(part[name], english.get(own))
    for name in ("dateLabel", "timeLabel"):
        if isinstance(part.get(name), str):
            made[name] = words(part[name], english.get("label_en"))
    if isinstance(part.get("values"), list):
        made["values"] = [{**one, "label": words(str(one["label"]), one.get("label_en"))} for one in part["values"]]
    rule = part.get("validate")
    if isinstance(rule, Mapping) and isinstance(rule.get("patternErrorMessage"), str):
        made["validate"] = {**rule, "patternErrorMessage": words(rule["patternErrorMessage"])}
    if isinstance(part.get("components"), list):
        made["components"] = [_component(one, words) for one in part["components"]]
    return made
