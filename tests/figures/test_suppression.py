"""Nobody computes a cell that is left out: for each there is another table with everything that is published."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from authority.figures.overview import ONE_WAY, TWO_WAY
from authority.figures.suppression import LEAST, Cell, Key, Table, line, moved, suppressed

MARGINS = (*ONE_WAY, *TWO_WAY)


@st.composite
def cubes(draw: st.DrawFn) -> Table:
    sizes = [draw(st.integers(1, 4)), draw(st.integers(1, 4)), draw(st.integers(1, 4))]
    keys = list(product(*([f"{name}{n}" for n in range(size)] for name, size in zip("sgm", sizes, strict=True))))
    counts = draw(st.lists(st.integers(0, 12), min_size=len(keys), max_size=len(keys)))
    return Table(dict(zip(keys, counts, strict=True)), MARGINS)


@settings(max_examples=150, deadline=None)
@given(cubes())
def test_no_cell_from_one_to_four_is_published(table: Table) -> None:
    hidden = suppressed(table)

    assert not [cell for cell, count in table.cells().items() if 0 < count < LEAST and cell not in hidden]


@settings(max_examples=150, deadline=None)
@given(cubes())
def test_every_cell_left_out_has_another_value_in_a_table_that_agrees_with_all_that_is_published(table: Table) -> None:
    cells, hidden = table.cells(), suppressed(table)

    for cell, move in hidden.items():
        if move is None:
            assert hidden.keys() == cells.keys()
            return
        other = Table(moved(table.base, move), table.kept)
        changed = other.cells()
        assert min(other.base.values()) >= 0
        assert changed[cell] != cells[cell]
        assert all(changed[one] == cells[one] for one in cells if one not in hidden)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=4, max_size=9))
def test_no_sum_or_difference_of_published_cells_gives_a_cell_that_is_left_out(counts: list[int]) -> None:
    """Another way than the moves: the cell is no linear combination of what is published (exact elimination)."""
    size = 2 if len(counts) < 9 else 3
    keys = list(product([f"r{n}" for n in range(size)], [f"c{n}" for n in range(size)]))
    table = Table(dict(zip(keys, counts, strict=False)), ((), (0,), (1,), (0, 1)))
    hidden = suppressed(table)
    if None in hidden.values():
        return
    published = [_row(cell, table) for cell in table.cells() if cell not in hidden]

    for cell in hidden:
        assert _rank([*published, _row(cell, table)]) > _rank(published)


def _row(cell: Cell, table: Table) -> list[Fraction]:
    def counts_in(key: Key) -> bool:
        return all(value is None or value == key[index] for index, value in enumerate(cell))

    return [Fraction(counts_in(key)) for key in sorted(table.base)]


def _rank(rows: list[list[Fraction]]) -> int:
    matrix, rank = [list(row) for row in rows], 0
    for column in range(len(matrix[0]) if matrix else 0):
        pivot = next((index for index in range(rank, len(matrix)) if matrix[index][column]), None)
        if pivot is None:
            continue
        matrix[rank], matrix[pivot] = matrix[pivot], matrix[rank]
        for index in range(rank + 1, len(matrix)):
            factor = matrix[index][column] / matrix[rank][column]
            matrix[index] = [a - factor * b for a, b in zip(matrix[index], matrix[rank], strict=True)]
        rank += 1
    return rank


def test_a_small_cell_takes_a_second_one_with_it() -> None:
    assert line([("a", 3), ("b", 40), ("c", 60)]) == {"a": True, "b": True, "c": False}


def test_a_zero_is_told_and_needs_no_company() -> None:
    assert line([("a", 0), ("b", 40)]) == {"a": False, "b": False}


def test_a_total_of_four_tells_nothing_at_all() -> None:
    assert line([("a", 3), ("b", 1)]) == {"a": True, "b": True}


def test_large_cells_are_all_published() -> None:
    table = Table({("DD", "FG1", "2026-01"): 50, ("L", "FG1", "2026-01"): 60}, MARGINS)

    assert suppressed(table) == {}
