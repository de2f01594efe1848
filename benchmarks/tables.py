"""Writes a benchmark's result as a Markdown table, which reads well on a terminal, too."""

from __future__ import annotations

from collections.abc import Sequence


def markdown(title: str, head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """A heading and a table; the first column is text, the others are figures."""
    widths = [max(len(row[at]) for row in (head, *body)) for at in range(len(head))]

    def line(row: Sequence[str]) -> str:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        return f"| {' | '.join(cells)} |"

    rule = "| " + " | ".join(["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]) + " |"
    return "\n".join([f"### {title}\n", line(head), rule, *(line(row) for row in body), ""])
