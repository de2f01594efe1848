"""Generated tables: what the checks claim is what evaluation does, and no text does harm."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dmn import DmnError, check, load
from tests.dmn.models import decision, definitions, input_data, literal, one_table, table

NOT_IN_XML = dict.fromkeys([*range(32), 0xFFFE, 0xFFFF])
NUMBER = st.integers(0, 6)
SIGNS = st.sampled_from(["<", "<=", ">", ">=", ""])
CELLS = st.one_of(
    st.just("-"),
    st.builds("{} {}".format, SIGNS, NUMBER).map(str.strip),
    st.builds("[{}..{})".format, NUMBER, NUMBER),
    st.builds("({}..{}]".format, NUMBER, NUMBER),
    st.builds("not({}, {})".format, NUMBER, NUMBER),
    st.builds("{}, > {}".format, NUMBER, NUMBER),
)
RULES = st.lists(st.tuples(CELLS, CELLS, st.sampled_from(["1", "2"])), min_size=1, max_size=5)
INPUTS = {"x": "number", "y": "number"}
VALUES = [{"x": x / 2, "y": y / 2} for x in range(-2, 15) for y in range(-2, 15)]


def matches(model, inputs):
    return model.evaluate("D", inputs).trace[0].matched


@settings(max_examples=60, deadline=None)
@given(RULES)
def test_a_gap_is_found_exactly_when_some_input_matches_no_rule(rules):
    model = one_table(INPUTS, {"o": "number"}, rules, policy="FIRST")
    gaps = [finding for finding in check(model) if finding.code == "gap"]

    assert all(matches(model, finding.witness) == () for finding in gaps)
    assert bool(gaps) == any(matches(model, inputs) == () for inputs in VALUES)


@settings(max_examples=60, deadline=None)
@given(RULES)
def test_an_overlap_is_found_exactly_when_two_rules_match_one_input(rules):
    model = one_table(INPUTS, {"o": "number"}, rules, policy="UNIQUE")
    overlaps = [finding for finding in check(model) if finding.code == "overlap"]
    together = {(a, b) for inputs in VALUES for hits in [matches(model, inputs)] for a in hits for b in hits if a < b}

    assert all(set(finding.rules) <= set(matches(model, finding.witness)) for finding in overlaps)
    assert {finding.rules for finding in overlaps} == together


@settings(max_examples=60, deadline=None)
@given(RULES)
def test_a_rule_is_unreachable_exactly_when_it_never_counts(rules):
    model = one_table(INPUTS, {"o": "number"}, rules, policy="FIRST")
    hidden = {finding.rules[0] for finding in check(model) if finding.code == "unreachable"}
    counted = {number for inputs in VALUES for number in model.evaluate("D", inputs).trace[0].chosen}

    assert hidden == set(range(1, len(rules) + 1)) - counted


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_in_a_cell_does_more_than_be_refused(test, output):
    clean = [text.translate(NOT_IN_XML) for text in (test, output)]
    logic = table({"x": ""}, {"o": ""}, [[clean[0], clean[1] or "1"]])
    model = load(definitions(input_data("x") + decision("D", logic, inputs=["x"])), tolerant=True)
    check(model)

    for value in (None, 1, "a", [1], {"a": 1}):
        model.evaluate("D", {"x": value}).to_json()


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_damaged_file_does_more_than_be_refused(data):
    xml = bytearray(definitions(input_data("x", "number") + decision("D", literal("x + 1"), inputs=["x"])))
    for _ in range(data.draw(st.integers(1, 4))):
        xml[data.draw(st.integers(0, len(xml) - 1))] = data.draw(st.integers(0, 255))
    with suppress(DmnError):
        model = load(bytes(xml))
        for identifier in model.decisions:
            model.evaluate(identifier, {"x": 1})
