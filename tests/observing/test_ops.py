"""Dashboard, alarm rules and documents name only what exists, and everything that exists has its page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml
from prometheus_client import REGISTRY

import service.metrics
import workers.metrics
from akzess import figures, steps
from service.readiness import OWN
from store.alarms import ALARMS, Lookout
from store.vitals import Vitals
from tests.store.records import NOON

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
_NAME = re.compile(r"\bakzess_[a-z_]+")
_SUFFIX = re.compile(r"_(?:bucket|count|sum|created)$")


class _Pool:
    """A pool of connections, as far as figures see one."""

    class pool:  # noqa: N801  # an attribute in small letters
        """Two of ten in use."""

        _max_overflow = 5

        @staticmethod
        def size() -> int:
            return 5

        @staticmethod
        def checkedout() -> int:
            return 2


def _exported() -> set[str]:
    """Every name that a page of figures may have."""
    assert {service.metrics.REQUESTS, workers.metrics.LANES, steps.STEPS}  # imported, so registered
    vitals = Vitals(at=NOON, sealed_at=NOON, workers=1)
    platform = figures.Platform(Lookout(lambda now: vitals, lambda: NOON), ["azr"], _Pool())
    found = {metric.name for metric in platform.collect()}
    for metric in REGISTRY.collect():
        found.add(f"{metric.name}_total" if metric.type == "counter" else metric.name)
    return {name for name in found if name.startswith("akzess_")}


def _named(text: str) -> set[str]:
    return {_SUFFIX.sub("", name) for name in _NAME.findall(text)}


def _rules() -> list[dict[str, Any]]:
    found = yaml.safe_load((ROOT / "ops" / "prometheus" / "alerts.yaml").read_text(encoding="utf-8"))
    return [rule for group in found["groups"] for rule in group["rules"]]


def test_every_figure_of_an_alarm_rule_exists() -> None:
    assert {name for rule in _rules() for name in _named(rule["expr"])} <= _exported()


def test_every_figure_of_the_dashboard_exists() -> None:
    board = json.loads((ROOT / "ops" / "grafana" / "akzess.json").read_text(encoding="utf-8"))
    asked = [target["expr"] for panel in board["panels"] for target in panel.get("targets", ())]

    assert asked
    assert {name for expression in asked for name in _named(expression)} <= _exported()


def test_every_figure_is_described_and_nothing_else_is() -> None:
    page = (DOCS / "observing.md").read_text(encoding="utf-8")

    assert _named(page) == _exported()


def test_every_code_of_an_alarm_in_a_rule_exists() -> None:
    asked = {code for rule in _rules() for code in re.findall(r'code="([^"]+)"', rule["expr"])}

    assert asked == set(ALARMS)


def test_every_rule_leads_to_what_to_do() -> None:
    headings = re.findall(r"^### (\w+)$", (DOCS / "operations.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(rule["alert"] for rule in _rules()) == sorted(headings)
    assert {rule["annotations"]["runbook"] for rule in _rules()} == {
        f"docs/operations.md#{heading.lower()}" for heading in headings
    }


def test_every_code_of_readiness_is_in_the_table_with_its_consequence() -> None:
    rows = re.findall(
        r"^\| `([a-z-]+)` \| (yes|no) \|", (DOCS / "operations.md").read_text(encoding="utf-8"), re.MULTILINE
    )

    known = {code: alarm.fatal for code, alarm in ALARMS.items()} | dict(OWN)
    assert dict(rows) == {code: "yes" if fatal else "no" for code, fatal in known.items()}


def test_prometheus_reads_every_process_of_the_composition_at_an_address_of_its_own() -> None:
    read = yaml.safe_load((ROOT / "ops" / "prometheus" / "scrape.yaml").read_text(encoding="utf-8"))["scrape_configs"]
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    told = yaml.safe_load((ROOT / "ops" / "compose" / "settings.yaml").read_text(encoding="utf-8"))["operations"]
    first = int(told["metrics_port"])
    expected = set()
    for name, one in composed.items():
        match one.get("command", ())[3:4]:
            case ["service"]:
                # The name that all of them share: Prometheus asks for its addresses, and each is a target.
                assert "service" in one["networks"]["inside"]["aliases"], name
            case ["worker"]:
                expected |= {f"{name}:{first + number}" for number in range(int(one["command"][5]))}
            case ["clock"]:
                expected.add(f"{name}:{first}")

    targets = {target for job in read for group in job.get("static_configs", ()) for target in group["targets"]}
    by_name = [found for job in read for found in job.get("dns_sd_configs", ())]

    assert targets == expected
    assert by_name == [{"names": ["service"], "type": "A", "port": 8080}]
