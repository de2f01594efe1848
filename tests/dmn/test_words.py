"""What clerks and designers read, in German and English."""

import re
from pathlib import Path

import pytest

from engine.dmn import check, in_words
from engine.dmn.words import TITLES
from tests.dmn.models import decision, input_data, literal, model_of, one_table

ENGINE = Path(__file__).resolve().parents[2] / "engine" / "dmn"
INPUTS = {"Alter": "number", "Status": "string"}
RULES = [[">= 18", '"OFFEN"', "1"], ["< 18", "-", "2"]]


def rules(age, status="OFFEN"):
    model = one_table(INPUTS, {"o": "number"}, RULES, policy="FIRST")
    return model.evaluate("D", {"Alter": age, "Status": status}).trace[0].rules


def test_a_clerk_reads_why_a_rule_did_not_match():
    assert in_words(rules(17.5, "ZU")[0]) == (
        'Regel 1 trifft nicht zu: Alter ist 17,5, verlangt ist >= 18; Status ist „ZU“, verlangt ist "OFFEN".'
    )
    assert in_words(rules(20)[1], "en") == "Rule 2 does not match: Alter is 20, required is < 18."


def test_a_clerk_reads_that_a_rule_matched():
    assert in_words(rules(20)[0]) == "Regel 1 trifft zu."


def test_an_empty_input_is_called_empty():
    assert in_words(rules(None)[1]) == "Regel 2 trifft nicht zu: Alter ist leer, verlangt ist < 18."


def test_a_violated_hit_policy_is_said_in_german():
    result = one_table({"x": "number"}, {"o": ""}, [["-", "1"], ["-", "2"]]).evaluate("D", {"x": 1})

    assert in_words(result.errors[0]) == "Mehrere Regeln treffen zu, erlaubt ist eine (Regeln 1 und 2)."


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Lücke: keine Regel trifft zu (zum Beispiel bei x = 5,5)."),
        ("en", "Gap: no rule matches (for example with x = 5.5)."),
    ],
)
def test_a_designer_reads_the_witness(language, text):
    model = one_table({"x": "number"}, {"o": ""}, [["<= 5", "1"], [">= 6", "2"]])

    assert [in_words(finding, language) for finding in check(model)] == [text]


def test_every_code_has_words_and_every_word_a_code():
    source = "\n".join(path.read_text(encoding="utf-8") for path in ENGINE.glob("*.py") if path.name != "words.py")
    used = {code for code in TITLES if f'"{code}"' in source}
    written = set(
        re.findall(
            r'(?:Finding\([^()]*?, |_complain\([^,]+, |complain\([^,]+, |fail\(\s*|_finding\(|Refusal\()"([a-z-]+)"',
            source,
        )
    )

    assert used == set(TITLES)
    assert written <= set(TITLES)


@pytest.mark.parametrize(
    ("written", "language", "text"),
    [
        ("salery * 12", "de", "Unbekannter Name „salery“. Ist „salary“ gemeint?"),
        ("salery * 12", "en", "Unknown name “salery”. Is “salary” meant?"),
        (
            "bonus",
            "de",
            "Unbekannter Name „bonus“. Schreiben Sie den Namen einer verbundenen Eingabe, "
            "oder verbinden Sie die Eingabe im Graphen.",
        ),
    ],
)
def test_an_unknown_name_is_said_with_what_to_do(written, language, text):
    model = model_of(input_data("salary"), decision("D", literal(written), inputs=["salary"]))

    assert [in_words(finding, language) for finding in check(model)] == [text]
