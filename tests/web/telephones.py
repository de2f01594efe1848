"""What the stories of the portal in the browser are told with: a town in a thread of its own, people at telephones."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Browser

from akzess.http_server import Listener
from store import SqlStore, open_store

from ..portal.conftest import Town
from ..portal.conftest import built as built_town
from ..portal.people import application
from .conftest import Desk, screens


class Elsewhere:
    """A town in a thread of its own: the browser's driver keeps a loop in this one, in which no agency can be called."""

    def __init__(self, store: Any) -> None:
        self._thread = ThreadPoolExecutor(1)
        self.town: Town = self.do(lambda: built_town(store))
        self._listener = Listener()
        self._listener.serve(self.town.app)
        self.address = self._listener.url

    def do(self, work: Callable[[], Any]) -> Any:
        return self._thread.submit(work).result()

    def close(self) -> None:
        self._listener.close()
        self.do(self.town.office.house.close)


class Phone(Desk):
    """Somebody at a telephone, 360 pixels wide."""

    def turns_to(self, key: str) -> None:
        """The next page of the form; waits until it is there."""
        self.page.locator("#weiter").click()
        self.page.wait_for_function("key => location.hash === '#' + key", arg=key)

    def says(self, path: str, value: str) -> None:
        field = self.page.locator(f"#f-{path.replace('.', '-')}")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)

    def dates(self, path: str, iso: str) -> None:
        year, month, day = iso.split("-")
        for name, value in (("day", day), ("month", month), ("year", year)):
            self.page.locator(f"#f-{path.replace('.', '-')}-{name}").fill(value)


@pytest.fixture(scope="module")
def elsewhere(built: Any, migrated_sqlite: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    """One town for all stories of a file; on a database, because appointments need one."""
    path = tmp_path_factory.mktemp("portal") / "akzess.db"
    shutil.copy(migrated_sqlite, path)
    store = open_store(f"sqlite:///{path}")
    assert isinstance(store, SqlStore)
    found = Elsewhere(store)
    yield found
    found.close()
    store.close()


@pytest.fixture
def phone(chromium: Browser, elsewhere: Elsewhere) -> Iterator[Callable[..., Phone]]:
    """`phone("ar")`: a telephone of its own. Errors on the page fail the test."""
    with screens(chromium, elsewhere.address, Phone, width=360, height=740, has_touch=True) as hold:
        yield lambda locale="ar", **more: hold(locale=locale, **more)


def begun(phone: Phone) -> tuple[str, str]:
    """Begin an application; its number and its code."""
    page = phone.open("/portal/")
    page.locator("#beginnen").click()
    reference = page.locator("#die-nummer").inner_text()
    code = page.locator("#der-code").inner_text()
    page.locator("#notiert").click()
    page.locator(".po-form").wait_for()
    return reference, code


def filled_in(phone: Phone, elsewhere: Elsewhere, reference: str, code: str, page_: str) -> None:
    """The rest is typed over the interface: which fields there are is the business of other stories."""

    def type_() -> None:
        person = elsewhere.town.person()
        assert person.returns(reference, code).status_code == 200
        kept = person.sees()["answers"]
        given = application()
        own = {name: kept["applicant"].get(name) for name in ("familyName", "givenNames", "birthDate")}
        typed = {name: value for name, value in own.items() if value}
        given["applicant"] = {**given["applicant"], **typed, "contactLang": "ar"}
        assert person.saves(given, page=page_).json()["faults"] == []

    elsewhere.do(type_)
    phone.page.reload()
