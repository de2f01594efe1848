"""The page and the server agree about every form of the procedure: form-js itself judges the same answers."""

from __future__ import annotations

from typing import Any

from tests.forms import formjs
from tests.processes.form_cases import FORMS, filled, refused, schema
from tests.processes.test_forms_answers import CASES


def test_form_js_accepts_and_refuses_what_the_server_does() -> None:
    answers: list[tuple[str, dict[str, Any]]] = []
    for form in FORMS:  # one after the other, for opening a form is what takes the time
        answers += [(form, filled(form, **chosen)) for of, chosen in CASES if of == form] + [(form, {})]
    theirs = formjs.verdicts([{"schema": schema(form), "context": {}, "answers": given} for form, given in answers])
    ours = [sorted({pointer for pointer, _ in refused(form, given)}) for form, given in answers]
    assert [verdict.get("errors") for verdict in theirs] == ours
