"""Each kind of boxed expression."""

from decimal import Decimal

from tests.dmn.models import decision, input_data, literal, model_of


def value_of(logic, inputs=None, type_ref="", declared=()):
    content = "".join(input_data(name) for name in declared)
    model = model_of(content, decision("D", logic, inputs=declared, type_ref=type_ref))
    result = model.evaluate("D", inputs or {})
    assert result.errors == ()
    return result.value


def test_a_literal_expression_is_feel():
    assert value_of(literal("1 + a"), {"a": 0.1}, declared=["a"]) == Decimal("1.1")


def test_context_entries_see_those_above_and_the_last_unnamed_one_is_the_result():
    entries = (
        f'<contextEntry><variable name="net pay"/>{literal("80")}</contextEntry>'
        f'<contextEntry><variable name="tax"/>{literal("net pay / 4")}</contextEntry>'
        f"<contextEntry>{literal('net pay + tax')}</contextEntry>"
    )

    assert value_of(f"<context>{entries}</context>") == 100


def test_a_context_without_result_is_the_context_of_its_entries():
    entry = '<contextEntry><variable name="a b"/><literalExpression><text>1</text></literalExpression></contextEntry>'

    assert value_of(f"<context>{entry}</context>") == {"a b": 1}


def test_a_boxed_function_can_be_called_and_call_itself():
    body = literal("if n <= 1 then 1 else n * fact(n - 1)")
    function = f'<functionDefinition><formalParameter name="n" typeRef="number"/>{body}</functionDefinition>'
    entries = (
        f'<contextEntry><variable name="fact"/>{function}</contextEntry>'
        f"<contextEntry>{literal('fact(5)')}</contextEntry>"
    )

    assert value_of(f"<context>{entries}</context>") == 120


def test_a_function_that_calls_itself_without_end_is_an_error_not_a_crash():
    function = f'<functionDefinition><formalParameter name="n"/>{literal("again(n)")}</functionDefinition>'
    entries = (
        f'<contextEntry><variable name="again"/>{function}</contextEntry>'
        f"<contextEntry>{literal('again(1)')}</contextEntry>"
    )
    result = model_of(decision("D", f"<context>{entries}</context>")).evaluate("D", {})

    assert [error.code for error in result.errors] == ["limit"]


def test_an_invocation_binds_arguments_by_name():
    binding = '<binding><parameter name="list"/><literalExpression><text>[1, 2, 3]</text></literalExpression></binding>'

    assert value_of(f"<invocation>{literal('sum')}{binding}</invocation>") == 6


def test_a_list_holds_its_items_in_order():
    assert value_of(f"<list>{literal('1')}{literal('a')}</list>", {"a": "x"}, declared=["a"]) == [1, "x"]


def test_a_relation_is_a_list_of_contexts():
    columns = '<column name="country"/><column name="term"/>'
    rows = "".join(f"<row>{literal(country)}{literal(term)}</row>" for country, term in (('"DE"', "1"), ('"CH"', "2")))

    assert value_of(f"<relation>{columns}{rows}</relation>") == [
        {"country": "DE", "term": 1},
        {"country": "CH", "term": 2},
    ]


def test_a_conditional_takes_one_of_two_ways():
    logic = (
        f"<conditional><if>{literal('age >= 18')}</if><then>{literal('100')}</then><else>{literal('50')}</else>"
        "</conditional>"
    )

    assert value_of(logic, {"age": 17}, declared=["age"]) == 50


def test_a_filter_keeps_the_items_that_match():
    rows = literal('[{sum: 5, who: "a"}, {sum: 9, who: "b"}]')

    assert value_of(f"<filter><in>{rows}</in><match>{literal('sum > 6')}</match></filter>") == [{"sum": 9, "who": "b"}]


def test_a_filter_of_plain_items_calls_them_item():
    assert value_of(f"<filter><in>{literal('[1, 5, 9]')}</in><match>{literal('item > 4')}</match></filter>") == [5, 9]


def test_for_maps_and_sees_its_results_so_far():
    logic = (
        f'<for iteratorVariable="n"><in>{literal("[1..4]")}</in><return>{literal("n + count(partial)")}</return></for>'
    )

    assert value_of(logic) == [1, 3, 5, 7]


def test_some_and_every_are_quantifiers():
    some = f'<some iteratorVariable="n"><in>{literal("[1, 9]")}</in><satisfies>{literal("n > 5")}</satisfies></some>'

    assert value_of(some) is True
    assert value_of(some.replace("some", "every")) is False


def test_a_decision_without_logic_is_null_and_says_so():
    result = model_of(decision("D", "")).evaluate("D", {})

    assert result.value is None
    assert result.problems[0].reason == "the decision D has no logic"


def test_an_entry_hides_the_function_of_its_name():
    entries = (
        f'<contextEntry><variable name="count"/>{literal("7")}</contextEntry>'
        f"<contextEntry>{literal('count + 1')}</contextEntry>"
    )

    assert value_of(f"<context>{entries}</context>") == 8
