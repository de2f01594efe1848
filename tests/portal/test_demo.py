"""What the demo prints opens something: an application that was begun, and its employer's link."""

from __future__ import annotations

from akzess.demo_portal import CODE, REFERENCE, TOKEN, fill

from .conftest import Town


def test_what_the_demo_prints_opens_the_application_and_the_employers_form(stored_web: Town) -> None:
    for _ in range(2):
        fill(stored_web.office.house, stored_web.drafts)

    person, employer = stored_web.person(), stored_web.employer()

    assert (person.returns(REFERENCE, CODE).status_code, employer.comes(TOKEN).status_code) == (200, 200)
