"""An operator hears of every mistake in the settings and accounts before a start, with its place; the page of settings is true."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

import pytest

from akzess.composition import Composition
from akzess.operating import Operations
from akzess.settings import BadSettings, Settings, Simulators, read
from akzess.settings_check import check
from connectors.registry import discover
from connectors.settings import Secret
from service.identity import OidcConfig, account_file

from .conftest import Shell

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
SITES = ("DD", "FG")


def written(folder: Path, text: str, name: str = "akzess.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def section(title: str) -> dict[str, list[str]]:
    """The rows of a table of the page by their first cell."""
    text = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    return {row[0].strip(" `"): [cell.strip() for cell in row[1:]] for row in rows}


def default_of(item: Field[Any]) -> str:
    """As the page writes it."""
    if item.default is MISSING and item.default_factory is MISSING:
        return "needed"
    value = item.default_factory() if item.default_factory is not MISSING else item.default
    if value in (None, "", ()) or value == {} or isinstance(value, Secret):
        return "none"
    if isinstance(value, tuple):
        return f"`{' '.join(value)}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


@pytest.mark.parametrize(
    ("title", "record"),
    [
        ("At the top", Settings),
        ("operations", Operations),
        ("simulators", Simulators),
        ("oidc and oidc_citizens", OidcConfig),
    ],
)
def test_the_page_has_every_setting_with_its_default(title: str, record: type) -> None:
    assert {name: row[1] for name, row in section(title).items()} == {
        item.name: default_of(item) for item in fields(record)
    }


def test_the_page_has_what_every_agency_needs_and_may_have() -> None:
    def names(config: type, needed: bool) -> str:
        return ", ".join(item.name for item in fields(config) if (default_of(item) == "needed") is needed)

    assert section("agencies") == {
        name: [names(agency.config, True), names(agency.config, False)] for name, agency in discover().items()
    }


def test_the_page_has_every_variable_of_the_environment() -> None:
    layers = ("akzess", "service", "workers", "store", "connectors", "documents", "engine", "authority", "processes")
    sources = [path.read_text(encoding="utf-8") for layer in layers for path in (ROOT / layer).rglob("*.py")]
    read_somewhere = {name for text in sources for name in re.findall(r"AKZESS_[A-Z_]*[A-Z]", text)}

    assert set(re.findall(r"AKZESS_[A-Z_]*[A-Z]", PAGE)) == read_somewhere


MISTAKES: Mapping[str, tuple[str, int, str]] = {
    "a name that there is not": ("port: 1\nbrooker: redis://r\n", 2, "brooker: there is no such setting; broker?"),
    "a port that is no number": ("port: eighty\n", 1, "port is a whole number"),
    "a list that is a text": ("origins: https://a.example\n", 1, "origins is a list"),
    "an address that is none": ("host: h\norigins: [akzess.example]\n", 2, "akzess.example is no address"),
    "a network that is none": ("proxies: [10.0.0.1/8]\n", 1, "10.0.0.1/8 has host bits set"),
    "a password in the file": ("database: postgresql://a:secret@db/a\n", 1, "password belongs into a file"),
    "a password that nobody names": ('database: "postgresql://a:{password}@db/a"\n', 0, "AKZESS_PASSWORD_FILE"),
    "roles without PostgreSQL": ("roles: .\n", 1, "roles need a PostgreSQL database"),
    "a number inside a section": (
        "operations:\n  drain_seconds: 1\n  otlp_share: 7\n", 3, "a number under operations is out of its bounds"
    ),
    "a name inside a section": ("oidc:\n  issuer: x\n  clientid: y\n", 3, "does not know: clientid"),
    "an agency that there is not": ("agencies:\n  kammern_x: {}\n", 2, "no such agency: kammern_x"),
    "an agency without its address": ("agencies:\n  bva: {}\n", 2, "needs: "),
    "keys that are not there": ("keys: /nowhere/k\n", 1, "akzess evidence add-key"),
    "a name said twice": ("port: 1\nport: 2\n", 2, "port is said twice"),
    "what is no YAML": ("port: [1\n", 2, "expected"),
    "what is no mapping": ("- a\n", 1, "name: value"),
    "accounts that are not there": ("accounts: /nowhere/a.yaml\n", 0, "cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, told: str) -> None:
    found = check(written(tmp_path, text), {})

    assert [(each.line, told in each.message) for each in found] == [(line, True)]


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    found = check(written(tmp_path, "port: x\nbroker: r\nproxies: [a]\n"), {})

    assert [each.line for each in found] == [1, 2, 3]


@pytest.mark.parametrize("text", [MISTAKES[name][0] for name in ("what is no YAML", "a list that is a text")])
def test_a_start_with_such_a_file_is_refused_and_no_crash(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadSettings):
        read(written(tmp_path, text), {})


def test_the_settings_of_the_containers_have_no_mistake(tmp_path: Path) -> None:
    text = (ROOT / "ops" / "compose" / "settings.yaml").read_text(encoding="utf-8")
    token = written(tmp_path, "t", "token")
    text = text.replace("/run/secrets/metrics_token", str(token)).replace("roles: /run/secrets", f"roles: {tmp_path}")

    assert check(written(tmp_path, text), {}) == []


GOOD = "{name: a, person: p, groups: [akz-clerk], sites: [DD], passwordHash: $argon2id$x}"
ACCOUNTS: Mapping[str, tuple[str, int, str]] = {
    "a role that there is not": (GOOD.replace("akz-clerk", "akz-clark"), 2, "akz-clark is no role"),
    "a site that there is not": (GOOD.replace("DD", "XX"), 2, "XX is no site: DD, FG"),
    "no site": (GOOD.replace("[DD]", "[]"), 2, "without a site"),
    "a role that is no list": (GOOD.replace("[akz-clerk]", "akz-clerk"), 2, "groups is a list"),
    "a password instead of its hash": (GOOD.replace("$argon2id$x", "geheim"), 2, "akzess password"),
    "something missing": (GOOD.replace("person: p, ", ""), 2, "person is missing"),
    "something unknown": (GOOD.replace("{", "{nmae: b, "), 2, "an account knows"),
    "a name that looks like a number": (GOOD.replace("name: a", "name: 12"), 2, "quotation marks"),
    "a name that somebody has": (f"{GOOD}\n- {GOOD}", 3, "this name has the account of line 2 already"),
}


@pytest.mark.parametrize(("text", "line", "told"), ACCOUNTS.values(), ids=ACCOUNTS)
def test_a_mistake_in_an_account_is_told_with_its_line(tmp_path: Path, text: str, line: int, told: str) -> None:
    _, found = account_file.read(written(tmp_path, f"accounts:\n- {text}\n"), SITES)

    assert [(each.line, told in each.message) for each in found] == [(line, True)]


def test_a_role_that_is_no_list_opens_no_account_with_the_roles_of_its_letters(tmp_path: Path) -> None:
    text = GOOD.replace("[akz-clerk]", "akz-clerk")

    found, _ = account_file.read(written(tmp_path, f"accounts:\n- {text}\n"), SITES)

    assert found == []


def test_a_start_with_bad_accounts_is_refused_in_one_line(tmp_path: Path) -> None:
    accounts = written(tmp_path, "accounts:\n- {name: a}\n", "accounts.yaml")

    with pytest.raises(BadSettings, match=r"accounts\.yaml:2: person is missing"):
        Composition(Settings(database=f"sqlite:///{tmp_path}/a.db", accounts=accounts))


def test_the_command_ends_with_7_and_names_file_and_line(akzess: Shell, tmp_path: Path) -> None:
    file = written(tmp_path, "prot: 1\n")

    akzess("settings", "check", str(file), database=False)

    assert (akzess.code, akzess.err.startswith(f"{file}:1: prot: there is no such setting; port?")) == (7, True)


def test_the_command_checks_the_accounts_that_the_settings_name(akzess: Shell, tmp_path: Path) -> None:
    accounts = written(tmp_path, f"accounts:\n- {ACCOUNTS['no site'][0]}\n", "accounts.yaml")
    file = written(tmp_path, f"accounts: {accounts}\n")

    akzess("--settings", str(file), "settings", "check", "--json", database=False)

    assert [(each["file"], each["line"]) for each in akzess.json["faults"]] == [(str(accounts), 2)]


def test_a_hash_made_by_the_command_opens_an_account(
    akzess: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("ein langes Wort\n"))
    made = akzess("password", database=False).out.strip()

    text = GOOD.replace("$argon2id$x", f'"{made}"')
    assert account_file.read(written(tmp_path, f"accounts:\n- {text}\n"), SITES)[1] == []


def test_a_password_is_no_argument(akzess: Shell) -> None:
    assert akzess("password", "geheim", database=False).code == 2


@pytest.mark.parametrize("line", [["tasks"], ["setup"], ["db", "status"]], ids=" ".join)
def test_a_command_says_that_the_password_of_the_database_is_missing(
    akzess: Shell, tmp_path: Path, line: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AKZESS_PASSWORD_FILE", raising=False)
    file = written(
        tmp_path, f'database: "postgresql://a:{{password}}@127.0.0.1:1/a"\nroles: {tmp_path}\nkeys: {tmp_path}/k\n'
    )

    akzess("evidence", "add-key", str(tmp_path / "k"), database=False)
    akzess("--settings", str(file), *line, database=False)

    assert (akzess.code, "AKZESS_PASSWORD_FILE" in akzess.err) == (7, True)
