"""FEEL as the standard tells it: names, logic, numbers, dates, ranges, functions, unary tests, reasons for null."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal, getcontext, localcontext
from typing import Any

import pytest

from engine import feel

NOW = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)


def value(text: str, context: dict[str, Any] | None = None, **options: Any) -> Any:
    return feel.compile(text, **options).evaluate(context or {}, now=NOW).value


def holds(text: str, subject: Any, context: dict[str, Any] | None = None) -> Any:
    return feel.compile_unary(text, names=(context or {}).keys()).evaluate(context or {}, subject).value


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1 + 2 * 3 - 4 / 2", 5),
        ("-2 ** 2", 4),
        ("2 ** 3 ** 2", 64),
        (".5 + 1e-1", Decimal("0.6")),
        ("1/3", Decimal("0.3333333333333333333333333333333333")),
        ('"Grüße \\u00e4\\U01F600\\n" + "x"', "Grüße ä😀\nx"),
        ('"\\uD83D\\uDE00"', "😀"),
        ("1 /* two */ + // three\n 4", 5),
        ("if 1 > 2 then 3 else if true then 4 else 5", 4),
        ("{a: 1, b: a + 1, c d: b * 2}.c d", 4),
        ('{"a-b": 1, c: a-b + 1}.c', 2),
        ("[1, 2, 3, 4][item > 2]", [3, 4]),
        ("[1, 2, 3][-1]", 3),
        ('[{a: 1, b: "x"}, {a: 2, b: "y"}][a = 2].b', ["y"]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in 1..3, j in 1..i return i * j", [1, 2, 4, 3, 6, 9]),
        ("for i in 1..5 return if i <= 2 then 1 else partial[-1] + partial[-2]", [1, 1, 2, 3, 5]),
        ("some x in [1, 2], y in [2, 3] satisfies x = y", True),
        ("every x in [] satisfies false", True),
        ("(function(a: number, b) a + b)(b: 1, a: 2)", 3),
        ("[1..5] = [1..5]", True),
        ("3 in ]1..3[", False),
        ("3 in (1..3]", True),
        ("5 in (<= 5, > 10)", True),
        ("5 in [1, [4..6]]", True),
        ("(> 5).start included", False),
        ("[1, 2] instance of list<number>", True),
        ("{a: 1} instance of context<a: string>", False),
        ("null instance of number", False),
        ('@"2026-03-01" - @"2026-02-01" = @"P28D"', True),
        ('date("2024-02-29") + @"P1Y" = @"2025-02-28"', True),
        ('date("2026-03-02").weekday', 1),
        ('week of year(@"2027-01-01")', 53),
        ('string(@"2026-03-29T01:30:00@Europe/Berlin" + @"PT1H")', "2026-03-29T03:30:00@Europe/Berlin"),
        ('@"2026-07-01T12:00:00@Europe/Berlin" = @"2026-07-01T10:00:00Z"', True),
        ('is(@"2026-07-01T12:00:00@Europe/Berlin", @"2026-07-01T10:00:00Z")', False),
        ('string(@"-PT36H")', "-P1DT12H"),
        ('string(date("-0044-03-15") + @"P1D")', "-0044-03-16"),
        ('string([1.50, "a\\"b", null, {x y: @"P1M"}, [1..2)])', '[1.5, "a\\"b", null, {x y: P1M}, [1..2)]'),
        ('number("1.234,5", ".", ",")', Decimal("1234.5")),
        ('context put({a: {b: 1}}, ["a", "c"], 2).a.c', 2),
        ("sort([3, 1, 2], function(x, y) x > y)", [3, 2, 1]),
        ('replace("2026-03-02", "(\\d+)-(\\d+)-(\\d+)", "$3.$2.$1")', "02.03.2026"),
        ('matches("aba", "^(a)b\\1$")', True),
        ('matches("Q", "^[A-Z-[OI]]$")', True),
        ("round half up(1.255, 2)", Decimal("1.26")),
        ("decimal(2.5, 0)", 2),
        ('range("[18..21[").end', 21),
        ("overlaps([1..5], [5..8])", True),
        ('today() = date("2026-03-02")', True),
        ("false and null", False),
        ("true or null", True),
        ('not("a")', None),
        ('1 < "a"', None),
        ('1 = "a"', None),
        ("null = null", True),
        ("1 / 0", None),
        ("0 ** -1", None),
        ("0 ** 0", 1),
        ('@"PT1S" / 1e-6000', None),
        ("date(2026, 2, 30)", None),
    ],
)
def test_an_expression_has_the_value_the_standard_gives_it(text: str, wanted: Any) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "subject", "wanted"),
    [
        ("-", None, True),
        ("18", 18, True),
        ('"S", "M"', "M", True),
        ("< 18, > 65", 40, False),
        ("[18..21)", 21, False),
        ("not(1, 2)", 3, True),
        ("not([1..5])", 3, False),
        ("? > 5 and even(?)", 6, True),
        ("sites", "Dresden", True),
        ("null", None, True),
        ("< 18", None, None),
        ("= 5", 5, True),
        ("!= 5", 5, False),
        ("false", False, True),
        ('date("2026-01-01")', date(2026, 1, 1), True),
        ("function(x) x > 3", 4, True),
    ],
)
def test_a_unary_test_holds_for_its_values_only(text: str, subject: Any, wanted: Any) -> None:
    assert holds(text, subject, {"sites": ["Dresden", "Leipzig"]}) is wanted


def test_a_name_may_have_blanks_and_operators_when_it_is_known() -> None:
    known = {"monthly fee": 3, "Pre-check": 4, "a": 10, "a+b": 5, "date of birth": 6, "if any": 7}
    assert value("monthly  fee + Pre-check - a + a+b + date of birth + if any", known, names=known) == 15
    assert value("Pre-check", {"Pre": 3, "check": 1}) == 2


def test_a_variable_hides_the_function_of_its_name_when_it_is_declared() -> None:
    assert value("count + 1", {"count": 1}, names=["count"]) == 2
    assert value("count([1, 2])", {}) == 2


def test_free_names_are_the_variables_an_expression_needs() -> None:
    text = "for i in cases return {a: i, b: a + fee}.b + sum(xs[item > limit])"
    assert feel.compile(text).names >= {"cases", "fee", "xs", "limit"}
    assert not feel.compile(text).names & {"i", "a", "sum", "item"}


def test_a_null_says_where_it_came_from_and_why() -> None:
    evaluation = feel.compile("1 + applicant.salary / hours").evaluate({"applicant": {"salary": 5}, "hours": 0})
    assert evaluation.value is None
    first = evaluation.problems[0]
    assert (first.position, first.expression, first.reason) == (4, "applicant.salary / hours", "division by zero")


def test_a_syntax_error_names_its_place() -> None:
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.compile("1 +\n  * 2")
    assert (caught.value.position, caught.value.line, caught.value.column) == (6, 2, 3)


def test_numbers_are_rounded_as_feel_says_whatever_the_thread_thinks() -> None:
    with localcontext() as context:
        context.prec = 3
        assert value("1/3 * 3") == Decimal("0.9999999999999999999999999999999999")
        assert value("-12345.678") == Decimal("-12345.678")
        assert value("abs(-12345.678)") == Decimal("12345.678")
    assert getcontext().prec != 34


def test_a_float_is_the_decimal_a_reader_sees() -> None:
    assert value("x + 0.2", {"x": 0.1}) == Decimal("0.3")
    assert value("x", {"x": float("nan")}) is None


def test_only_what_an_expression_reads_of_a_large_context_is_converted() -> None:
    class Untouchable(dict[str, Any]):
        def items(self) -> Any:
            raise AssertionError("read")

    assert value("case.status", {"case": {"status": "OPEN", "history": Untouchable(a=1)}}) == "OPEN"


def test_the_clock_is_the_callers() -> None:
    assert value("now()") == NOW
    evaluation = feel.compile("today()").evaluate()
    assert evaluation.value is None
    assert evaluation.problems[0].reason == "the time is not known here"


def test_a_registered_function_is_called_with_feel_values_and_may_refuse() -> None:
    def fee(days: Decimal, express: bool = False) -> int:
        if days < 0:
            raise feel.FeelError("days count from 0")
        return int(days) * (2 if express else 1)

    parameters = (feel.Parameter("days", "number"), feel.Parameter("express", "boolean", optional=True))
    functions = {"administrative fee": feel.Function("administrative fee", parameters, fee, "number")}
    assert value("administrative fee(express: true, days: 3)", functions=functions) == 6
    assert value("administrative fee([2])", functions=functions) == 2
    refused = feel.compile("administrative fee(-1)", functions=functions).evaluate()
    assert (refused.value, refused.problems[0].reason) == (None, "days count from 0")
    assert value('administrative fee("a")', functions=functions) is None


def test_a_compiled_expression_serves_several_threads() -> None:
    expression = feel.compile("sum(for i in 1..n return i)")
    results: dict[int, Any] = {}

    def work(n: int) -> None:
        results[n] = expression.evaluate({"n": n}).value

    threads = [threading.Thread(target=work, args=(n,)) for n in range(1, 30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {n: n * (n + 1) // 2 for n in range(1, 30)}


def test_the_same_text_is_compiled_once() -> None:
    assert feel.compile("a + 1", names=["a"]) is feel.compile("a + 1", names=["a"])
    assert feel.compile("a + 1", names=["a"]) is not feel.compile("a + 1", names=["b"])


def test_json_goes_through_without_a_binary_float() -> None:
    text = '{"a":1,"b":0.1,"c":[12345678901234567.89,null,true,"ä"]}'
    assert feel.dumps(feel.loads(text)) == text
    assert feel.dumps(value('{d: @"2026-03-02", n: 2.0, r: [1..2], t: @"P1D"}')) == (
        '{"d":"2026-03-02","n":2,"r":"[1..2]","t":"P1D"}'
    )
    with pytest.raises(ValueError, match="no JSON"):
        feel.loads("[NaN]")


def test_python_dates_and_spans_are_feel_values() -> None:
    berlin_winter = timezone(timedelta(hours=1))
    context = {"d": date(2026, 1, 31), "t": time(9, 0, tzinfo=berlin_winter), "s": timedelta(days=1, hours=2)}
    assert value('d + @"P1M" = @"2026-02-28"', context) is True
    assert value("string(t)", context) == "09:00:00+01:00"
    assert value("s.hours", context) == 2


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("for i in 1..11 return i", feel.Limits(list_size=10)),
        ('"abcdef" + "abcdef"', feel.Limits(string=10)),
        ("for i in 1..100 return i", feel.Limits(steps=50)),
        ('matches("a", "aaaaaa")', feel.Limits(pattern=5)),
    ],
)
def test_work_beyond_a_limit_is_refused(text: str, limits: feel.Limits) -> None:
    with pytest.raises(feel.LimitExceeded):
        feel.compile(text, limits=limits).evaluate()


@pytest.mark.parametrize("limits", [feel.Limits(nodes=4), feel.Limits(depth=2), feel.Limits(text=8)])
def test_a_text_beyond_a_limit_is_refused(limits: feel.Limits) -> None:
    with pytest.raises(feel.FeelSyntaxError):
        feel.compile("1 + 2 * 3 + 4", limits=limits)
