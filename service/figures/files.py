"""Writes tables as CSV and as OpenDocument spreadsheet; no cell is ever a formula, whatever stands in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from odf import config, dc, meta
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableColumnProperties, TextProperties
from odf.table import Table, TableCell, TableColumn, TableHeaderRows, TableRow
from odf.text import P

from .plain import Plain, Value

#: What a spreadsheet program takes for the beginning of a formula (OWASP: CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
BOM = "\ufeff"


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
    book = OpenDocumentSpreadsheet()
    book.meta.addElement(dc.Title(text=title))
    book.meta.addElement(dc.Language(text=language))
    book.meta.addElement(meta.Generator(text="AKZESS"))
    bold = Style(name="head", family="table-cell")
    bold.addElement(TextProperties(fontweight="bold"))
    wide = Style(name="wide", family="table-column")
    wide.addElement(TableColumnProperties(columnwidth="7cm"))
    narrow = Style(name="narrow", family="table-column")
    narrow.addElement(TableColumnProperties(columnwidth="4cm"))
    for style in (bold, wide, narrow):
        book.automaticstyles.addElement(style)
    first = Plain("about", "AKZESS", ["", ""], [list(line) for line in about])
    for table in (first, *tables):
        book.spreadsheet.addElement(_sheet(table, bold, wide, narrow))
    book.settings.addElement(config.ConfigItemSet(name="ooo:view-settings"))
    out = io.BytesIO()
    book.write(out)
    return out.getvalue()


def _sheet(table: Plain, bold: Style, wide: Style, narrow: Style) -> Table:
    sheet = Table(name=_sheet_name(table.title))
    sheet.addElement(TableColumn(stylename=wide))
    sheet.addElement(TableColumn(stylename=narrow, numbercolumnsrepeated=max(1, len(table.columns) - 1)))
    head = TableHeaderRows()
    head.addElement(_row(table.columns, bold))
    sheet.addElement(head)
    for row in table.rows:
        sheet.addElement(_row(row, None))
    return sheet


def _sheet_name(title: str) -> str:
    return "".join(" " if sign in "[]*?:/\\'" else sign for sign in title)[:31].strip()


def _row(values: Sequence[Value], style: Style | None) -> TableRow:
    row = TableRow()
    for value in values:
        kind = {"stylename": style} if style is not None else {}
        if isinstance(value, int) and not isinstance(value, bool):
            cell = TableCell(valuetype="float", value=str(value), **kind)
        else:
            cell = TableCell(valuetype="string", **kind)
        cell.addElement(P(text="" if value is None else str(value)))
        row.addElement(cell)
    return row
