"""Writes tables as CSV and as OpenDocument spreadsheet; no cell is ever a formula, whatever stands in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence

from odfdo import Cell, Column, Document, Element, Row, Style, Table

from .plain import Plain, Value

#: What a spreadsheet program takes for the beginning of a formula (OWASP: CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
BOM = "\ufeff"
#: The kinds of files, and what each is called in an answer.
MEDIA: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
}
_HEAD = "head"
_WIDTHS = {"wide": "7cm", "narrow": "4cm"}


def harmless(value: Value) -> str:
    """A value as text that no spreadsheet program computes."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_csv(tables: Sequence[Plain], about: Sequence[tuple[str, str]]) -> bytes:
    """All tables below each other, semicolons as German spreadsheets expect them; UTF-8 with its mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    for name, value in about:
        writer.writerow([harmless(name), harmless(value)])
    for table in tables:
        writer.writerow([])
        writer.writerow([harmless(table.title)])
        writer.writerow([harmless(one) for one in table.columns])
        writer.writerows([_number(value) for value in row] for row in table.rows)
    return (BOM + out.getvalue()).encode()


def _number(value: Value) -> Value:
    return value if isinstance(value, int) and not isinstance(value, bool) else harmless(value)


def as_ods(tables: Sequence[Plain], about: Sequence[tuple[str, str]], title: str, language: str) -> bytes:
    """One sheet for each table, text as text and counts as numbers."""
    book = Document("spreadsheet")
    book.meta.title, book.meta.language, book.meta.generator = title, language, "AKZESS"
    head = Style("table-cell", name=_HEAD)
    head.set_properties({"fo:font-weight": "bold"}, area="text")
    book.insert_style(head, automatic=True)
    for name, width in _WIDTHS.items():
        column = Style("table-column", name=name)
        column.set_properties({"style:column-width": width})
        book.insert_style(column, automatic=True)
    book.body.clear()
    first = Plain("about", "AKZESS", ["", ""], [list(line) for line in about])
    taken: set[str] = set()
    for table in (first, *tables):
        name = _sheet_name(table.title, taken)
        taken.add(name)
        book.body.append(_sheet(table, name))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(table: Plain, name: str) -> Table:
    sheet = Table(name)
    sheet.append(Column(style="wide"))
    sheet.append(Column(style="narrow", repeated=max(1, len(table.columns) - 1)))
    head = Element.from_tag("table:table-header-rows")
    head.append(_row(table.columns, _HEAD))
    sheet.append(head)
    for row in table.rows:
        sheet.append(_row(row, None))
    return sheet


def _sheet_name(title: str, taken: Collection[str] = ()) -> str:
    """As spreadsheet programs allow it: at most 31 characters, and of no other sheet."""
    plain = "".join(" " if sign in "[]*?:/\\'" else sign for sign in title)
    name, number = plain[:31].strip(), 2
    while name in taken:
        name, number = f"{plain[:27].strip()} {number}", number + 1
    return name


def _row(values: Sequence[Value], style: str | None) -> Row:
    row = Row()
    for value in values:
        number = isinstance(value, int) and not isinstance(value, bool)
        text = "" if value is None else str(value)
        row.append(Cell(value, style=style) if number else Cell(text, cell_type="string", style=style))
    return row
