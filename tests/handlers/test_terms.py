"""One finds a name however it is typed, from its first letters on."""

from __future__ import annotations

import unicodedata

import pytest

from engine.terms import LONGEST, MOST, asked, folded, numbers, terms, words

NAMES = (
    *("Müller", "Mueller", "Goethe", "Göthe", "Israel", "Manuela", "Großmann", "STRAẞE", "Ærøskøbing", "Œuvray"),
    *("Þórður", "Đặng Thị Hương", "Łukasz", "Ħamrun", "İpek", "Işıl", "Čapek", "Nguyễn", "Şahin-Öztürk", "O’Neill"),
    *("d'Alembert", "von der Meer", "Ŋugi", "Ţurcanu", "Šķēle", "Ångström", "Muñoz", "Joel", "Aeon"),
)


def finds(query: str, name: str) -> bool:
    return all(any(term.startswith(one) for term in words(name)) for one in asked(query))


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC"])
@pytest.mark.parametrize("name", NAMES)
def test_every_beginning_of_every_word_finds_the_name(name: str, form: str) -> None:
    for word in name.split():
        for length in range(1, len(word) + 1):
            typed = unicodedata.normalize(form, word[:length])
            assert finds(typed, name), typed
            assert finds(typed.upper(), name), typed.upper()


@pytest.mark.parametrize("typed", ["Müller", "Mueller", "Muller", "MÜLLER", "Mu\u0308ller", "mueLLer"])
def test_all_spellings_of_an_umlaut_are_one(typed: str) -> None:
    assert words(typed) == words("Müller")


def test_another_name_is_not_found() -> None:
    assert not finds("Maller", "Müller")
    assert not finds("Müller Anna", "Müller, Berta")


@pytest.mark.parametrize(
    "typed", ["AKZ-DD-2026-000123", "akz dd2026000123", "2026-000123", "000123", "123", "AKZ-DD-2026-0001"]
)
def test_a_number_is_found_by_its_beginning_its_ends_and_without_zeros(typed: str) -> None:
    found = numbers("AKZ-DD-2026-000123")
    assert all(any(term.startswith(one) for term in found) for one in asked(typed) if one != "akz")


def test_sorting_puts_an_umlaut_beside_its_letter() -> None:
    assert sorted(("Zander", "Öztürk", "Otto", "Ozan", "Ähre", "Ahorn"), key=folded) == [
        *("Ahorn", "Ähre", "Otto", "Ozan", "Öztürk", "Zander")
    ]


def test_however_much_is_asked_or_named_stays_small() -> None:
    assert len(asked(" ".join(f"wort{n}" for n in range(100)))) == 8
    assert asked(" \t!?-- ") == ()
    many = terms([" ".join(f"name{n}" for n in range(500)), "x" * 500], [])
    assert len(many) == MOST
    assert max(map(len, terms(["x" * 500], []))) == LONGEST
