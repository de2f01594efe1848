"""Random FEEL texts: well-typed ones, to compare meanings, and hostile ones, to break the evaluator."""

from __future__ import annotations

from hypothesis import strategies as st

CONTEXT = {"a": 3, "b": -2, "c": 0, "s": "Grüße aus Sachsen", "t": "", "xs": [1, 2, 3, 4], "ok": True, "p": {"q": 7}}


def _join(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    return st.tuples(*(part if isinstance(part, st.SearchStrategy) else st.just(part) for part in parts)).map("".join)


_INTEGERS = st.integers(0, 50).map(str)
_FRACTIONS = st.tuples(st.integers(0, 20), st.sampled_from(("5", "25", "75"))).map(lambda two: f"{two[0]}.{two[1]}")
_WORDS = st.sampled_from(('"Dresden"', '"Leipzig"', '"a"', '""', '"Ä b"', "s", "t"))
_DATES = st.sampled_from(('date("2024-02-29")', 'date("2025-12-31")', '@"2026-01-01"', 'date("2026-03-29")'))
_PERIODS = st.sampled_from(('duration("P1D")', '@"P14D"', 'duration("P30D")', '@"P100D"'))
_MONTHS = st.sampled_from(('duration("P1M")', '@"P1Y"', 'duration("P1Y2M")'))
# Ascending: feelin reads a descending range backwards, see `test_second_opinion.py`.
_ENDS = st.sampled_from(("0..9", "b..a", "0.5..2.75", "-5..c", "a..p.q", "2000..2030"))

NUMBERS = st.deferred(
    lambda: st.one_of(
        _INTEGERS,
        _FRACTIONS,
        st.sampled_from(("a", "b", "c", "p.q", "xs[1]", "xs[-1]")),
        _join("(", NUMBERS, st.sampled_from((" + ", " - ", " * ")), NUMBERS, ")"),
        _join("(if ", BOOLEANS, " then ", NUMBERS, " else ", NUMBERS, ")"),
        _join(st.sampled_from(("sum", "min", "max", "count")), "(", LISTS, ")"),
        _join("string length(", STRINGS, ")"),
        _join("abs(", NUMBERS, ")"),
        _join("modulo(", NUMBERS, ", ", st.integers(1, 9).map(str), ")"),
        _join(DATES, ".", st.sampled_from(("year", "month", "day"))),
    )
)
STRINGS = st.deferred(
    lambda: st.one_of(
        _WORDS,
        _join("(", STRINGS, " + ", STRINGS, ")"),
        _join(st.sampled_from(("upper case", "lower case")), "(", STRINGS, ")"),
        _join(st.sampled_from(("substring before", "substring after")), "(", STRINGS, ', "e")'),
        _join("string join([", STRINGS, ", ", STRINGS, '], "-")'),
        _join("day of week(", DATES, ")"),
    )
)
DATES = st.deferred(
    lambda: st.one_of(_DATES, _join("(", DATES, st.sampled_from((" + ", " - ")), st.one_of(_PERIODS, _MONTHS), ")"))
)
BOOLEANS = st.deferred(
    lambda: st.one_of(
        st.sampled_from(("true", "false", "ok")),
        _join("(", NUMBERS, st.sampled_from((" < ", " <= ", " > ", " >= ", " = ", " != ")), NUMBERS, ")"),
        _join("(", DATES, st.sampled_from((" < ", " >= ", " = ")), DATES, ")"),
        _join("(", STRINGS, st.sampled_from((" = ", " != ", " < ")), STRINGS, ")"),
        _join("(", BOOLEANS, st.sampled_from((" and ", " or ")), BOOLEANS, ")"),
        _join("(", NUMBERS, " between ", _ENDS, ")").map(lambda text: text.replace("..", " and ")),
        _join("(", NUMBERS, " in [", _ENDS, "))"),
        _join("not(", BOOLEANS, ")"),
        _join(st.sampled_from(("contains", "starts with", "ends with")), "(", STRINGS, ", ", STRINGS, ")"),
        _join(st.sampled_from(("(some", "(every")), " x in ", LISTS, " satisfies x > ", NUMBERS, ")"),
        _join("list contains(", LISTS, ", ", NUMBERS, ")"),
    )
)
LISTS = st.deferred(
    lambda: st.one_of(
        st.just("xs"),
        _join("[", NUMBERS, ", ", NUMBERS, "]"),
        _join("(for i in ", LISTS, " return i", st.sampled_from((" + ", " * ")), NUMBERS, ")"),
        _join(LISTS, "[item > ", NUMBERS, "]"),
        _join("reverse(", LISTS, ")"),
        _join("append(", LISTS, ", ", NUMBERS, ")"),
        _join("distinct values(", LISTS, ")"),
        _join("sort(", LISTS, ", function(x, y) x < y)"),
    )
)
WELL_TYPED = st.one_of(NUMBERS, STRINGS, BOOLEANS, LISTS, DATES)

HOSTILE_PIECES = [
    "1",
    "2.5",
    ".5",
    "1e5",
    "9e6144",
    "1..5",
    "a",
    "b",
    "c",
    "s",
    "xs",
    "p",
    "p.q",
    "?",
    "item",
    "partial",
    "null",
    "true",
    "false",
    "if",
    "then",
    "else",
    "for",
    "in",
    "return",
    "some",
    "every",
    "satisfies",
    "between",
    "and",
    "or",
    "not(",
    "function(x)",
    "instance",
    "of",
    "list<number>",
    "context<a:",
    "number>",
    "range<Any>",
    "external",
    '"x"',
    '"\\u00e9"',
    '"\\U01F600"',
    '"\\\\d+"',
    '@"P1D"',
    '@"2026-02-30"',
    "date(",
    "duration(",
    "sum(",
    "sort(",
    "flatten(",
    "matches(",
    "replace(",
    "split(",
    "string(",
    "number(",
    "range(",
    "context(",
    "is(",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "..",
    ".",
    "+",
    "-",
    "*",
    "/",
    "**",
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "->",
    "//",
    "/*",
    "*/",
    "@",
    "'",
    "__class__",
    "__import__(",
    "eval(",
    "().__class__",
    "lambda",
    "constructor",
    "__proto__",
    "ｅｖａｌ",
    ":=",
    "\\",
    '"',
    "\ud7ff",
    "\x00",
    ";",
    "$",
    "%",
    "&",
    "|",
    "!",
]
HOSTILE = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(HOSTILE_PIECES), max_size=25).map(" ".join),
    st.lists(st.sampled_from(HOSTILE_PIECES), max_size=25).map("".join),
    st.tuples(WELL_TYPED, st.sampled_from(HOSTILE_PIECES), WELL_TYPED).map(" ".join),
    st.tuples(st.sampled_from(HOSTILE_PIECES), st.integers(1, 3000)).map(lambda two: two[0] * two[1]),
)
