"""Decides which cells of a set of tables stay unpublished, so that no small one can be computed from the others.

A table of counts is published with all its totals. A cell below the threshold is left out; then others have to be left
out too (secondary suppression), or sums give it away. Here every cell that is left out comes with a proof that it cannot be
computed: a second table of non-negative counts that agrees with everything published and has another value there. It
differs from the true one by a move: +1 and -1 in turn on the corners of a box, which changes no total over a direction in
which the box extends. The cells that a move changes are exactly those left out for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

Key = tuple[str, ...]
#: A published cell: a value in each direction, None where it is the total.
Cell = tuple[str | None, ...]
#: What a move adds to base cells.
Move = Mapping[Key, int]

LEAST = 5


@dataclass(frozen=True, slots=True)
class Table:
    """`base`: counts by one value in each direction; `kept`: for each published margin the directions that it keeps."""

    base: Mapping[Key, int]
    kept: Sequence[tuple[int, ...]]

    def cells(self) -> dict[Cell, int]:
        """Every published cell with its true value."""
        found: dict[Cell, int] = {}
        for kept in self.kept:
            for key, count in self.base.items():
                cell = projected(key, kept)
                found[cell] = found.get(cell, 0) + count
        return found


def projected(key: Key, kept: Collection[int]) -> Cell:
    """The cell of a margin in which a base cell is counted."""
    return tuple(value if index in kept else None for index, value in enumerate(key))


def suppressed(table: Table, least: int = LEAST) -> dict[Cell, Move | None]:
    """The cells to leave out, each with the move that proves it; None where there is no other table to move to.

    Without any other table nothing around the cell may be published; then every cell is left out. A zero is published:
    it tells of nobody.
    """
    cells = table.cells()
    values = [sorted({key[index] for key in table.base}) for index in range(_width(table))]
    found: dict[Cell, Move | None] = {}
    small = sorted((cell for cell, count in cells.items() if 0 < count < least), key=lambda c: (cells[c], _order(c)))
    for cell in small:
        if cell in found:
            continue
        best = min(
            ((_cost(table, cells, found, move), index, move) for index, move in enumerate(_moves(table, values, cell))),
            default=None,
            key=lambda one: one[:2],
        )
        if best is None:
            return dict.fromkeys(cells)
        move = best[2]
        for changed in _changed(table, move):
            found.setdefault(changed, move)
    return found


def _width(table: Table) -> int:
    return len(next(iter(table.base), ()))


def _order(cell: Cell) -> tuple[str, ...]:
    return tuple(value or "" for value in cell)


def _moves(table: Table, values: Sequence[Sequence[str]], cell: Cell) -> Iterator[Move]:
    """Moves that change the cell and no total beyond the directions it keeps; without one, its coarser neighbours."""
    free = [index for index, value in enumerate(cell) if value is None]
    kept = [index for index, value in enumerate(cell) if value is not None]
    for count in range(len(kept), 0, -1):
        some = False
        for turned in _subsets(kept, count):
            for move in _boxes(table, values, cell, turned, free):
                some = True
                yield move
        if some:
            return


def _subsets(items: Sequence[int], count: int) -> Iterator[tuple[int, ...]]:
    if count == 0:
        yield ()
        return
    for index, item in enumerate(items):
        for rest in _subsets(items[index + 1 :], count - 1):
            yield (item, *rest)


def _boxes(
    table: Table, values: Sequence[Sequence[str]], cell: Cell, turned: Sequence[int], free: Sequence[int]
) -> Iterator[Move]:
    others = [[value for value in values[index] if value != cell[index]] for index in turned]
    for layer in product(*(values[index] for index in free)):
        near = [value if value is not None else "" for value in cell]
        for index, value in zip(free, layer, strict=True):
            near[index] = value
        for chosen in product(*others):
            corners: dict[Key, int] = {}
            for signs in product((0, 1), repeat=len(turned)):
                corner = list(near)
                for index, side, value in zip(turned, signs, chosen, strict=True):
                    if side:
                        corner[index] = value
                corners[tuple(corner)] = -1 if sum(signs) % 2 else 1
            for sign in (1, -1):
                move = {key: sign * step for key, step in corners.items()}
                if all(table.base.get(key, 0) + step >= 0 for key, step in move.items()):
                    yield move
                    break


def _changed(table: Table, move: Move) -> set[Cell]:
    found: set[Cell] = set()
    for kept in table.kept:
        sums: dict[Cell, int] = {}
        for key, step in move.items():
            cell = projected(key, kept)
            sums[cell] = sums.get(cell, 0) + step
        found |= {cell for cell, step in sums.items() if step}
    return found


def _cost(table: Table, cells: Mapping[Cell, int], found: Mapping[Cell, object], move: Move) -> int:
    """How many cases vanish from the published cells; a zero that would have to go counts as much as a case."""
    return sum(max(1, cells.get(cell, 0)) for cell in _changed(table, move) if cell not in found)


def moved(base: Mapping[Key, int], move: Move) -> dict[Key, int]:
    """The other table."""
    return {key: base.get(key, 0) + move.get(key, 0) for key in {*base, *move}}


def line(counts: Iterable[tuple[str, int]], least: int = LEAST) -> dict[str, bool]:
    """A list of counts published with its total: which of them are left out. True for all when the total is too small."""
    rows = dict(counts)
    hidden = suppressed(Table({(key,): count for key, count in rows.items()}, ((), (0,))), least)
    return {key: (key,) in hidden or (None,) in hidden for key in rows}
