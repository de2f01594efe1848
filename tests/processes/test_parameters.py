"""Thresholds, fees and periods are data with a validity; what is missing or doubled is an error, never a guess."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from processes import AKZESS, ParameterError, load_parameters
from tests.processes.persons import DAY, parameters

ROW = "- {id: fee.X, unit: EUR, norm: '§ 1', source: '[G]', values: [%s]}\n"


def read(folder: Path, text: str) -> dict[str, object]:
    (folder / "parameters.yaml").write_text(text, encoding="utf-8")
    return load_parameters(folder).at(DAY)


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ("{value: 1, validFrom: 2025-01-01}, {value: 2, validFrom: 2026-01-01}", "overlap"),
        (
            "{value: 1, validFrom: 2025-01-01, validTo: 2026-01-01}, {value: 2, validFrom: 2026-01-01}",
            "overlap",
        ),
        (
            "{value: 1, validFrom: 2025-01-01, validTo: 2025-12-30}, {value: 2, validFrom: 2026-01-01}",
            "no value from 2025-12-31 to 2025-12-31",
        ),
        ("{value: 1, validFrom: 2026-01-01, validTo: 2025-01-01}", "ends on 2025-01-01 before"),
        ("{value: 1}", "needs value, validFrom"),
        ("{validFrom: 2026-01-01}", "needs value, validFrom"),
        ("{value: 1, validFrom: 2027-01-01}", "no value on 2026-10-21"),
        ("{value: 1, validFrom: 2025-01-01, validTo: 2025-12-31}", "no value on 2026-10-21"),
    ],
)
def test_a_gap_or_an_overlap_is_an_error_that_names_the_parameter(tmp_path: Path, values: str, finding: str) -> None:
    with pytest.raises(ParameterError, match=finding) as caught:
        read(tmp_path, ROW % values)
    assert all(found.startswith("fee.X") for found in caught.value.findings)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (ROW % "{value: 1, validFrom: 2025-01-01}" * 2, "entered twice"),
        ("- {id: a, unit: x, source: x, values: [{value: 1, validFrom: 2025-01-01}]}", "norm is missing"),
        ("- {unit: x}", "no id"),
        ("- {id: a, unit: x, norm: x, source: x, valeus: 1, values: [{value: 1, validFrom: 2025-01-01}]}", "unknown"),
        (
            (ROW % "{value: 1, validFrom: 2025-01-01}")
            + (ROW % "{value: 1, validFrom: 2025-01-01}").replace("fee.X", "fee.X.half"),
            "is a value already",
        ),
    ],
)
def test_a_badly_entered_parameter_is_refused(tmp_path: Path, text: str, finding: str) -> None:
    with pytest.raises(ParameterError, match=finding):
        read(tmp_path, text)


def test_a_value_holds_on_its_first_and_its_last_day() -> None:
    values = {day: parameters().at(day)["bc"]["regular"] for day in (date(2025, 1, 1), date(2025, 12, 31))}
    assert set(values.values()) == {48300}
    assert parameters().at(date(2026, 1, 1))["bc"]["regular"] == 50700


def test_nobody_is_judged_by_last_years_salary() -> None:
    new_year = date(2027, 1, 1)
    assert parameters().missing(new_year) == ("bbg", "bc.regular", "bc.reduced", "age45", "exp")
    with pytest.raises(ParameterError):
        parameters().at(new_year)
    assert parameters().at(new_year, partial=True)["bc"] == {"regular": None, "reduced": None}


@pytest.mark.parametrize("day", [date(2025, 6, 1), date(2026, 6, 1)])
@pytest.mark.parametrize(
    ("names", "percent"), [(("bc", "regular"), "50"), (("bc", "reduced"), "45.3"), (("age45",), "55"), (("exp",), "45")]
)
def test_the_thresholds_are_their_share_of_the_contribution_ceiling(
    day: date, names: tuple[str, ...], percent: str
) -> None:
    tree = parameters().at(day)
    amount = tree
    for name in names:
        amount = amount[name]
    assert Decimal(amount) == Decimal(tree["bbg"]) * Decimal(percent) / 100


@pytest.mark.parametrize(
    ("code", "amount"),
    [
        ("F0", 0), ("F1", 100), ("F2", 93), ("F2short", 96), ("F3", 98), ("F5", 50), ("F6", 0), ("F7", 113),
        ("F8", 147), ("F9", 124), ("F10", 411), ("F11", 13), ("F12", 35), ("F13", 15), ("F14", 67), ("F15", -44),
        ("F16", 29), ("F16certificate", 18), ("F16sheet", 18), ("F17", 219), ("F18", Decimal("0.5")),
    ],
)  # fmt: skip
def test_every_fee_of_the_list_is_there(code: str, amount: int | Decimal) -> None:
    assert parameters().at(DAY)["fee"][code] == amount


def test_all_thirty_seven_timers_have_a_duration_a_kind_and_a_rule_for_pauses() -> None:
    timers = parameters().at(DAY)["timer"]
    for number in range(1, 38):
        timer = timers[f"T{number:02d}"]
        assert timer["duration"].startswith("P")
        assert timer["kind"] in {"S", "A", "P"}
        assert timer["pauses"] in {"YES", "NO", "NEVER"}
        assert timer["days"] in {"CALENDAR", "ARBEITSTAGE", "WERKTAGE"}


def test_statutory_limits_never_pause() -> None:
    timers = parameters().at(DAY)["timer"]
    assert {name for name, timer in timers.items() if isinstance(timer, dict) and timer.get("pauses") == "NEVER"} >= {
        "T06", "T13", "T24", "T31",
    }  # fmt: skip


def test_the_options_of_the_clock_start_as_the_domain_document_says() -> None:
    tree = parameters().at(DAY)
    clock = tree["clock"]
    assert [clock[name] for name in ("clockStart", "thresholdYear")] == ["COMPLETE", "DECISION"]
    assert not any(clock[name] for name in ("pauseOnEmployer", "pauseOnHearing", "fictionRestartsOnSupplement"))
    assert [tree["escalation"][name] for name in ("e1", "e2", "e3", "e4", "grossDays")] == [14, 21, 25, 28, 75]


def test_the_modern_case_groups_are_off() -> None:
    assert {name for name, on in parameters().at(DAY)["feature"].items() if not on} == {"FG7", "FG8", "FG9"}


def test_every_parameter_names_its_norm_and_its_source() -> None:
    marks = ("[G", "[S", "[unv]", "[P]", "[W:")
    assert not [item.id for item in parameters() if not item.norm or not any(mark in item.source for mark in marks)]


def test_a_site_counts_from_the_day_it_joined() -> None:
    def sites(day: date) -> list[str]:
        tree = parameters().at(day, partial=True)
        return [site["code"] for site in tree["sites"] or []]

    assert sites(date(2011, 8, 31)) == []
    assert sites(date(2012, 5, 31)) == ["DD", "FG"]
    assert sites(date(2012, 6, 1)) == ["DD", "FG", "C"]
    assert sites(date(2013, 1, 1)) == ["DD", "FG", "C", "L"]


def test_chemnitz_keeps_both_of_its_dates() -> None:
    chemnitz = next(site for site in parameters().at(DAY)["sites"] if site["code"] == "C")
    assert (chemnitz["joinedOn"], chemnitz["officeOpenedOn"]) == ("2012-06-01", "2012-07-01")


def test_no_postcode_belongs_to_two_sites_and_all_lie_where_they_should() -> None:
    sites = {site["code"]: site for site in parameters().at(DAY)["sites"]}
    seen = [plz for site in sites.values() for plz in site["plz"]]
    assert len(seen) == len(set(seen))
    ranges = {"DD": ("01067", "01328"), "C": ("09111", "09247"), "L": ("04103", "04357")}
    for code, (first, last) in ranges.items():
        assert sites[code]["plz"][0] == first
        assert sites[code]["plz"][-1] == last
        assert all(first <= plz <= last for plz in sites[code]["plz"])
    assert "09599" in sites["FG"]["plz"]


def test_the_code_lists_are_those_of_the_domain_document() -> None:
    codes = parameters().at(DAY)["codes"]
    assert codes["shortageIsco"] == ["132", "133", "134", "21", "221", "222", "225", "226", "23", "25"]
    assert len(codes["exclusion"]) == 31
    assert set(codes["westernBalkans26_2"]) == {"121", "122", "140", "144", "150", "170"}
    assert len(codes["privileged26_1"]) == 11
    labels = parameters().labels(DAY)
    assert len(labels["breachCause"]) == 12
    assert all(entry["de"] and entry["en"] for name in ("states", "breachCause", "baRefusal") for entry in labels[name])
    known = {state["key"] for state in labels["states"]}
    for name in ("exclusion", "privileged26_1", "westernBalkans26_2", "privileged41", "unclear"):
        assert known >= set(codes[name])


def test_no_key_with_a_leading_zero_became_a_number() -> None:
    def scalars(node: object) -> list[object]:
        if isinstance(node, dict):
            return [found for value in node.values() for found in scalars(value)]
        if isinstance(node, list):
            return [found for value in node for found in scalars(value)]
        return [node]

    for path in (AKZESS / "codes").glob("*.yaml"):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            assert all(isinstance(value, str) for value in scalars([v["value"] for v in entry["values"]]))


def test_a_case_does_not_carry_the_lists_that_only_people_read() -> None:
    assert "labels" not in parameters().at(DAY)
    assert len(json.dumps(parameters().at(DAY), default=str)) < 12_000
