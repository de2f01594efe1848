"""A clerk who never touches the mouse: fills the form that is open by Tab, arrows and letters, from answers by path."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

#: What has the focus: its field's path, what kind of control it is, and where the wanted choice is among its choices.
_FOCUS = """() => {
  const at = document.activeElement;
  const frame = at.closest("[data-path]");
  const form = at.closest(".akz-form");
  return {
    path: frame ? frame.dataset.path : "", form: form !== null, tag: at.tagName, type: at.type || "",
    role: at.getAttribute("role") || "", id: at.id, text: (at.textContent || "").trim(), checked: at.checked === true,
    filled: at.value ? true : false,
    choices: at.tagName === "SELECT" ? [...at.options].map(each => each.value)
      : at.type === "radio" ? [...frame.querySelectorAll("input")].map(each => each.value) : [],
  };
}"""


def focus(page: Page) -> Any:
    """What has the focus."""
    return page.evaluate(_FOCUS)


def flat(answers: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Answers by the path of their field."""
    found: dict[str, Any] = {}
    for key, value in answers.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{above}{key}.")
        elif value is not None:
            found[f"{above}{key}"] = value
    return found


def fill(page: Page, answers: Mapping[str, Any], stops: int = 150) -> None:
    """From the title of the task on: Tab through the form and answer, until every question with an answer has it."""
    wanted = flat(answers)
    inside = False
    for _ in range(stops):
        page.keyboard.press("Tab")
        at = focus(page)
        if inside and not at["form"]:
            return
        inside = inside or at["form"]
        if at["form"] and at["path"] in wanted:
            _answer(page, at, wanted.pop(at["path"]))
            if not wanted:
                return
    raise AssertionError("the form does not end")


def _answer(page: Page, at: Any, value: Any) -> None:
    if at["type"] == "radio":
        _radio(page, at, value)
    elif at["type"] == "checkbox":
        if at["checked"] != bool(value):
            page.keyboard.press("Space")
    elif at["tag"] == "SELECT":
        # A native select: Home, then as many steps down as the choice stands from the top.
        page.keyboard.press("Home")
        for _ in range(at["choices"].index(json.dumps(value))):
            page.keyboard.press("ArrowDown")
    elif at["tag"] in ("INPUT", "TEXTAREA"):
        _text(page, at, value)


def _radio(page: Page, at: Any, value: Any) -> None:
    """Tab comes to the marked one or the first; Space marks it, arrows mark the next ones."""
    if not at["checked"]:
        page.keyboard.press("Space")
    here = at["choices"].index(json.dumps(json.loads(focus_value(page))))
    for _ in range((at["choices"].index(json.dumps(value)) - here) % len(at["choices"])):
        page.keyboard.press("ArrowDown")


def focus_value(page: Page) -> str:
    """The value of the control that has the focus."""
    return str(page.evaluate("() => document.activeElement.value"))


def _text(page: Page, at: Any, value: Any) -> None:
    text = str(value)
    if at["id"] and len(text) == 10 and text[4] == text[7] == "-":
        text = f"{text[8:]}.{text[5:7]}.{text[:4]}"
    if at["filled"]:
        page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)
    if at["role"] == "combobox":
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
