"""Results of a wave as files: what the page shows, nothing of a small group, and no cell that a spreadsheet computes."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pypdf
import pytest

from .conftest import Bureau

EVIL = '=HYPERLINK("http://example.org";"frei")'


def _file(bureau: Bureau, kind: str, language: str = "de", who: str = "ida") -> Any:
    return bureau.get(f"/surveys/{bureau.wave}/export?format={kind}&language={language}", who)


def _lines(bureau: Bureau, language: str = "de") -> list[str]:
    text: str = _file(bureau, "csv", language).content.decode("utf-8-sig")
    return text.split("\r\n")


def _says_evil(bureau: Bureau) -> None:
    """Ten have answered, one of them with a formula, which data protection has released as it is."""
    bureau.many(9)
    bureau.answers(bureau.codes()[0], ratings={"overall": 1}, texts={"words": f"{EVIL}\n\x0bzweite Zeile"})
    bureau.ends()
    (text,) = bureau.get("/survey-texts", "mara").json()["items"]
    bureau.send("POST", f"/survey-texts/{text['id']}/review", "mara", {"outcome": "shown"})


def test_a_file_tells_index_mean_and_number_of_a_statement(stored_bureau: Bureau) -> None:
    stored_bureau.many(12, ratings={"overall": 1})
    stored_bureau.many(10, "L", ratings={"overall": 4})
    stored_bureau.ends()

    assert "Insgesamt bin ich zufrieden.;22;2,36;54,5 %;100,0 %;0,0 %" in _lines(stored_bureau)


def test_a_file_is_in_the_readers_language(bureau: Bureau) -> None:
    bureau.many(10, ratings={"overall": 2})
    bureau.ends()

    assert "All in all I am satisfied.;10;2.00;100.0 %;100.0 %" in _lines(bureau, "en")


def test_a_site_with_nine_answers_stands_in_no_file_nor_the_one_that_would_tell_it(bureau: Bureau) -> None:
    bureau.many(12)
    bureau.many(9, "L")
    bureau.ends()

    (heads,) = [line for line in _lines(bureau) if line.startswith("Aussage;")]
    assert heads == "Aussage;Antworten;Mittelwert;Index, alle Orte"


def test_a_statement_that_nine_have_rated_is_left_out(bureau: Bureau) -> None:
    bureau.many(9, ratings={"overall": 1, "plain": 1})
    bureau.many(3, ratings={"overall": 1})
    bureau.ends()

    assert "Briefe und Auskünfte waren verständlich.;•;•;•;•" in _lines(bureau)


def test_nine_answers_fill_no_table(bureau: Bureau) -> None:
    bureau.many(9)
    bureau.ends()

    assert _lines(bureau)[-3:-1] == ["Aussage", "Zu wenige Antworten für ein Ergebnis"]


def test_case_groups_have_a_table_of_their_own(bureau: Bureau) -> None:
    bureau.many(12, group="FG1")
    bureau.many(10, group="FG6")
    bureau.ends()

    assert "Antragstellende nach Fallgruppen (22)" in _lines(bureau)


def test_no_open_answer_becomes_a_formula_in_csv(bureau: Bureau) -> None:
    _says_evil(bureau)

    (line,) = [line for line in _lines(bureau) if "HYPERLINK" in line]
    assert line == 'Antragstellende;"\'=HYPERLINK(""http://example.org"";""frei"") zweite Zeile"'


def test_an_open_answer_is_text_in_a_spreadsheet(bureau: Bureau) -> None:
    _says_evil(bureau)

    with zipfile.ZipFile(io.BytesIO(_file(bureau, "ods").content)) as book:
        content = book.read("content.xml").decode()
    (cell,) = re.findall(r"<table:table-cell[^>]*>(?:(?!</table:table-cell>).)*HYPERLINK", content)
    assert ('office:value-type="string"' in cell, "table:formula" in content) == (True, False)


def test_the_report_of_a_wave_is_a_tagged_pdf_that_says_its_language(bureau: Bureau) -> None:
    _says_evil(bureau)

    root: Any = pypdf.PdfReader(io.BytesIO(_file(bureau, "pdf", "en").content)).trailer["/Root"]
    assert (bool(root["/MarkInfo"]["/Marked"]), root["/Lang"], "/StructTreeRoot" in root) == (True, "en", True)


def test_there_is_no_file_of_a_wave_that_is_open(bureau: Bureau) -> None:
    bureau.many(12)

    assert _file(bureau, "csv").status_code == 409


@pytest.mark.parametrize("who", ["anna", "holger"])
def test_a_file_is_not_for_who_may_not_read_results(bureau: Bureau, who: str) -> None:
    bureau.ends()

    assert _file(bureau, "csv", who=who).status_code == 403


def test_a_waves_name_makes_no_header(bureau: Bureau) -> None:
    body = {"name": 'Frühjahr"\r\nX: 1', "opensOn": "2026-10-01", "closesOn": "2026-11-30"}
    bureau.wave = bureau.send("POST", "/surveys", "ida", body).json()["id"]
    bureau.ends()

    assert (
        _file(bureau, "csv").headers["content-disposition"]
        == 'attachment; filename="akzess-befragung-fr-hjahr-x-1.csv"'
    )
