"""What the documents say is compared with the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

import engine.commands
from akzess.cli import app
from akzess.commands.common import ExitCode
from akzess.commands.listing import LISTED
from akzess.scenario_file import OUTCOMES, VERBS
from connectors.registry import discover
from service.access.table import ACTIONS
from workers.delivery import BACK_OFF

from .conftest import Shell

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_in_a_document_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)\)", path.read_text(encoding="utf-8"))

    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


def test_every_page_stands_once_in_the_index() -> None:
    listed = re.findall(r"\]\(([a-z0-9-]+\.md)\)", (ROOT / "docs" / "README.md").read_text(encoding="utf-8"))

    assert sorted(listed) == sorted(path.name for path in ROOT.glob("docs/*.md") if path.name != "README.md")


def test_every_picture_of_a_screen_is_shown_in_a_document() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
    folder = ROOT / "docs"

    assert [path.name for path in folder.rglob("*.png") if path.relative_to(folder).as_posix() not in text] == []


def test_the_command_line_is_described_completely_in_the_order_of_its_help(akzess: Shell) -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    commands = {title: list(dict.fromkeys(re.findall(r"^\| `akzess ([a-z-]+)", rows, re.MULTILINE)))
                for title, rows in re.findall(r"^## (.+?)\n(.*?)(?=^## )", text, re.MULTILINE | re.DOTALL)}  # fmt: skip
    listing = akzess("--help", database=False).out

    assert {title: list(rows) for title, rows in LISTED.items()} == {t: rows for t, rows in commands.items() if rows}
    assert set(get_command(app).commands) == {name for rows in LISTED.values() for name in rows}
    assert [told for rows in LISTED.values() for told in rows.values() if f"  {told}\n" not in listing] == []
    assert {int(code) for code in re.findall(r"^\| (\d) \|", text, re.MULTILINE)} == {int(code) for code in ExitCode}


def test_the_scenario_format_is_described_completely() -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")

    assert [word for word in (VERBS | OUTCOMES) - {"note", "status"} if not re.search(rf"\b{word}\b", text)] == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = {
        re.split(r"[\[=><~ ]", line)[0].lower()
        for line in project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    }
    text = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8").lower()

    stubs = {name for name in names if name.startswith("types-") or name.endswith("-stubs")}
    assert sorted(name for name in names - stubs if name not in text) == []


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8")))

    assert listed == {path.name for path in folder.glob("[0-9]*.md")}


def test_the_waits_are_those_of_the_documents() -> None:
    assert [wait.total_seconds() / 60 for wait in BACK_OFF] == [1, 5, 30, 240]
    assert "1, 5, 30 minutes and 4 hours" in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_no_more_than_the_make_targets_is_ever_typed() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))

    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / ".ci" / "run"):
        for line in re.findall(r"\bmake ((?:[a-z]+ ?)+)", path.read_text(encoding="utf-8")):
            words = line.split()
            assert words[0] in targets


def test_the_composition_is_valid_yaml_and_names_the_container_file() -> None:
    found = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))

    assert (ROOT / found["services"]["service"]["build"]["dockerfile"]).exists()
    copied = re.findall(r"^COPY ([a-z]+) \1$", (ROOT / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "tools"} == set(copied)


def test_the_composition_has_a_simulator_for_every_agency_and_only_commands_that_exist() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    commands = [list(service["command"]) for service in services.values() if "akzess" in service.get("command", ())]
    known = {command.callback.__name__ for command in app.registered_commands if command.callback}

    assert {command[4] for command in commands if command[3] == "simulators"} == set(discover())
    assert {command[3] for command in commands} <= known


def test_nothing_in_the_composition_runs_as_root_or_writes_into_its_image() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]

    wrong = [name for name, s in services.items() if s.get("user", "0").startswith("0") or not s.get("read_only")]
    assert wrong + [name for name, s in services.items() if s.get("cap_drop") != ["ALL"]] == []


def test_whatever_stays_in_the_composition_says_whether_it_is_well() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]

    assert {name for name, service in services.items() if "healthcheck" not in service} == {"setup"}


def test_who_watches_a_worker_asks_the_address_and_the_token_of_its_settings() -> None:
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    told = yaml.safe_load((ROOT / "ops" / "compose" / "settings.yaml").read_text(encoding="utf-8"))["operations"]
    for name in ("worker", "clock"):
        asked = composed["services"][name]["healthcheck"]["test"][-1]

        assert f":{told['metrics_port']}/metrics" in asked
        assert told["metrics_token"].removeprefix("file:") in asked
        compile(asked, name, "exec")


def test_every_act_in_the_security_log_has_words_for_people() -> None:
    text = (ROOT / "web" / "src" / "oversight" / "actions.ts").read_text(encoding="utf-8")
    commands = {name for name, found in vars(engine.commands).items() if name != "Command" and isinstance(found, type)
                and issubclass(found, engine.commands.Command)}  # fmt: skip

    worded = set(re.findall(r'^ {2}"?([a-zA-Z.-]+)"?: \["[^"]+", "[^"]+"\],$', text, re.MULTILINE))
    assert worded == commands | set(ACTIONS)


def test_the_licence_is_the_one_that_is_named() -> None:
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
