"""Who sees which statistics over HTTP, and what the files hold."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pypdf
import pytest

from akzess.statistics import freeze_due
from authority.figures.synthetic import closed_cases
from service.figures.desk import Desk, View
from service.figures.files import as_csv, as_ods
from service.figures.plain import Plain
from service.routes.figures import file_of
from store import MemoryStore
from store.figures.open import figures_of

from ..access.office import Office, open_office

ROWS = list(closed_cases(900, date(2025, 1, 1), date(2026, 10, 18), random.Random(5)))


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    """The office on the 19th of October 2026, with what was closed until the day before."""
    store = MemoryStore()
    with open_office(store) as found:
        figures = figures_of(store)
        figures.add(1, ROWS)
        figures.count(1, 10_000)
        freeze_due(store, found.clock.now())
        figures.keep_baseline(1, "Ist-Stand 2025", 202501, 202512, found.clock.now(), "akzess")
        yield found


def _year(office: Office, who: str, year: int = 2026) -> Any:
    return office.call(who, "GET", f"/figures?year={year}").json()


def _total(found: Any) -> Any:
    return next(c for c in found["cells"] if c["site"] is None and c["group"] is None and c["month"] is None)


def test_a_lead_sees_the_own_site_alone(office: Office) -> None:
    sites = {cell["site"] for cell in _year(office, "akz-lead.dd")["cells"]} - {None}

    assert sites == {"DD"}


def test_the_ministry_sees_all_sites(office: Office) -> None:
    sites = {cell["site"] for cell in _year(office, "smi-coord")["cells"]} - {None}

    assert sites == {"DD", "L", "C", "FG"}


def test_the_ministry_sees_only_months_that_cannot_change(office: Office) -> None:
    assert (max(_year(office, "smi-coord")["months"]), max(_year(office, "akz-lead.dd")["months"])) == (
        "2026-09",
        "2026-10",
    )


def test_no_answer_holds_a_count_from_one_to_four(office: Office) -> None:
    cells = _year(office, "smi-coord")["cells"]
    tables = office.call("smi-coord", "GET", "/figures/tables?year=2026").json()["sheets"]
    counts = [cell[name] for cell in cells for name in ("granted", "total")]
    counts += [count for one in tables for line in one["lines"] for count in (*line["counts"], line["total"])]

    assert not [count for count in counts if count is not None and 0 < count < 5]


def test_what_the_page_shows_of_a_year_is_a_count_of_its_rows(office: Office) -> None:
    rows = [row for row in ROWS if row.closed_on.year == 2025 and row.outcome == "GRANT"]
    in_time = sum(
        row.clock_stop is not None and row.t01_due is not None and row.clock_stop <= row.t01_due for row in rows
    )

    whole = _total(_year(office, "smi-coord", 2025))

    shares = {one["key"]: one["value"] for one in whole["figures"]}
    assert (whole["granted"], shares["K1"]) == (len(rows), in_time / len(rows))


@pytest.mark.parametrize("path", ["/figures", "/figures/tables", "/staffing"])
def test_an_employer_sees_none_of_it(office: Office, path: str) -> None:
    assert office.call("employer.dd", "GET", path).status_code == 403


def test_the_ministry_does_not_see_the_need_of_staff(office: Office) -> None:
    assert office.call("smi-coord", "GET", "/staffing").status_code == 403


def test_a_lead_reads_the_need_of_staff_of_the_own_site(office: Office) -> None:
    found = office.call("akz-lead.dd", "GET", "/staffing?year=2025").json()

    rows = [row for row in ROWS if row.closed_on.year == 2025 and row.site == "DD"]
    assert (found["sites"], sum(one["cases"] for one in found["groups"])) == (["DD"], len(rows))


def test_frozen_months_are_shown_with_their_digests(office: Office) -> None:
    found = office.call("akz-lead.dd", "GET", "/figures/snapshots").json()["items"]

    assert (found[0]["name"], found[0]["intact"], len(found[0]["sha256"])) == ("2026-09", True, 64)


def test_a_report_is_the_same_file_all_day(office: Office) -> None:
    found, now = Desk(office.store, 1).year(2025, View(None)), datetime(2026, 10, 19, 7, tzinfo=UTC)

    early, late = (file_of(found, "pdf", "de", now + timedelta(hours=hours)) for hours in (0, 9))
    assert early == late


def test_a_report_of_the_small_hours_bears_the_local_day(office: Office) -> None:
    found = Desk(office.store, 1).year(2025, View(None))
    made = file_of(found, "pdf", "de", datetime(2026, 10, 19, 22, 30, tzinfo=UTC))

    assert "Stand 20.10.2026" in pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text()


def test_a_year_stands_beside_its_baseline(office: Office) -> None:
    found = office.call("smi-coord", "GET", "/figures/comparison?baseline=Ist-Stand%202025&year=2025").json()

    rows = {one["key"]: one for one in found["figures"]}
    assert (rows["K1"]["before"] == rows["K1"]["after"], rows["K1"]["differs"]) == (True, False)


def test_a_baseline_that_nobody_kept_is_not_found(office: Office) -> None:
    assert office.call("smi-coord", "GET", "/figures/comparison?baseline=x&year=2025").status_code == 404


def test_a_year_that_is_not_over_is_no_baseline(office: Office) -> None:
    answer = office.call("abh-head.dd", "POST", "/figures/baselines", {"name": "jetzt", "since": 2026, "until": 2026})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/until")


def test_the_head_keeps_a_baseline_of_the_own_site(office: Office) -> None:
    body = {"name": "Dresden 2025", "since": 2025, "until": 2025}

    answer = office.call("abh-head.dd", "POST", "/figures/baselines", body)

    assert [one["site"] for one in answer.json()["items"]] == ["DD"]


def test_a_baseline_asked_for_twice_under_one_key_is_kept_once(office: Office) -> None:
    body = {"name": "zweimal", "since": 2025, "until": 2025}

    answers = [
        office.call("abh-head.dd", "POST", "/figures/baselines", body, Idempotency_Key="twice-the-same-key")
        for _ in range(2)
    ]

    assert ([one.status_code for one in answers], answers[0].json()) == ([201, 201], answers[1].json())


def test_a_name_that_is_taken_is_refused(office: Office) -> None:
    body = {"name": "einmal", "since": 2025, "until": 2025}
    answers = [office.call("abh-head.dd", "POST", "/figures/baselines", body) for _ in range(2)]

    assert [one.status_code for one in answers] == [201, 409]


def test_versions_of_the_procedure_stand_beside_each_other(office: Office) -> None:
    found = office.call("smi-coord", "GET", "/figures/versions?year=2025").json()["items"]

    assert [(one["version"], bool(one["figures"])) for one in found] == [(1, True)]


def test_the_report_is_a_tagged_pdf_that_says_its_language(office: Office) -> None:
    answer = office.call("smi-coord", "GET", "/figures/export?year=2025&format=pdf&language=de")

    root: Any = pypdf.PdfReader(io.BytesIO(answer.content)).trailer["/Root"]
    assert (bool(root["/MarkInfo"]["/Marked"]), root["/Lang"], "/StructTreeRoot" in root) == (True, "de", True)


def test_the_spreadsheet_has_a_sheet_for_each_table(office: Office) -> None:
    answer = office.call("smi-coord", "GET", "/figures/export?year=2025&format=ods")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        assert book.read("content.xml").count(b"<table:table ") == 16


def test_files_hold_every_key_figure_by_site_case_group_and_month(office: Office) -> None:
    told = {one["key"] for one in _total(_year(office, "smi-coord", 2025))["figures"]}
    text = office.call("smi-coord", "GET", "/figures/export?year=2025&format=csv").content.decode("utf-8-sig")

    heads = ("Alle Kennzahlen nach Standort", "Alle Kennzahlen nach Fallgruppe", "Alle Kennzahlen nach Monat")
    blocks = [text.split(head, 1)[1].split("\r\n\r\n", 1)[0].strip().split("\r\n") for head in heads]
    assert [len(block) - 1 for block in blocks] == [len(told)] * 3


def test_no_two_sheets_have_one_name(office: Office) -> None:
    answer = office.call("smi-coord", "GET", "/figures/export?year=2025&format=ods&language=en")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        names = re.findall(r'<table:table [^>]*table:name="([^"]+)"', book.read("content.xml").decode())
    assert len(names) == len(set(names))


def test_a_file_is_not_for_clerks(office: Office) -> None:
    assert office.call("akz-clerk.dd", "GET", "/figures/export?year=2025").status_code == 403


@pytest.mark.parametrize("evil", ['=cmd|" /C calc"!A0', "+1", "-1+1", "@SUM(A1)", "\t=1", "\uff1d1"])
def test_no_cell_of_a_csv_file_begins_a_formula(evil: str) -> None:
    text = as_csv([Plain("t", evil, [evil], [[evil]])], [(evil, evil)]).decode("utf-8-sig")

    cells = [cell.strip('"') for line in text.split("\r\n") for cell in line.split(";") if cell]
    assert all(cell.startswith("'") for cell in cells)


def test_no_cell_of_a_spreadsheet_is_a_formula() -> None:
    content = as_ods([Plain("t", "T", ["=1+1"], [["=1+1", 7]])], [], "T", "de")

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        text = book.read("content.xml").decode()
    assert ("table:formula" in text, 'office:value-type="string"' in text) == (False, True)
