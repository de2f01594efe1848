"""What is wrong with an accounts file, line by line: for whoever writes it, before somebody cannot log in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .roles import CENTRAL, PARTIES, ROLES

NEEDED = ("name", "person", "groups", "sites", "passwordHash")
KNOWN = (*NEEDED, "display")


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: the file, the line (from 1; 0: the file as a whole), what is wrong and what would be right."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


def tree_of(file: Path) -> tuple[yaml.Node | None, Any, list[Fault]]:
    """A YAML file as nodes (which know their lines), as plain values, and why it is neither; values are read safely."""
    try:
        text = file.read_text(encoding="utf-8")
        return yaml.compose(text, yaml.SafeLoader), yaml.safe_load(text), []
    except OSError as error:
        return None, None, [Fault(file, 0, f"cannot be read: {error.strerror}")]
    except UnicodeDecodeError:
        return None, None, [Fault(file, 0, "is not UTF-8")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        told = getattr(error, "problem", None) or "not YAML"
        return None, None, [Fault(file, mark.line + 1 if mark else 0, told)]


def lines_of(node: yaml.Node | None) -> dict[str, int]:
    """The line of each name of a mapping; empty for anything else."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {str(key.value): key.start_mark.line + 1 for key, _ in node.value}


def below(node: yaml.Node | None, name: str) -> yaml.Node | None:
    """What stands under a name of a mapping."""
    if not isinstance(node, yaml.MappingNode):
        return None
    found: yaml.Node | None = next((value for key, value in node.value if key.value == name), None)
    return found


def faults(file: Path, sites: Collection[str]) -> list[Fault]:
    """Every mistake of an accounts file, in its order; `sites` are the codes that there are."""
    node, content, found = tree_of(file)
    if found or content is None:
        return found
    if not isinstance(content, dict) or set(content) != {"accounts"} or not isinstance(content["accounts"], list):
        return [Fault(file, 1, "has to begin with `accounts:` and a list")]
    listed = below(node, "accounts")
    nodes = listed.value if isinstance(listed, yaml.SequenceNode) else []
    names: dict[str, int] = {}
    for line, where in zip(content["accounts"], nodes, strict=True):
        begins = where.start_mark.line + 1
        if not isinstance(line, Mapping):
            found.append(Fault(file, begins, "an account has name, person, groups, sites and passwordHash"))
            continue
        places = lines_of(where)
        found += [Fault(file, places.get(name, begins), told) for name, told in _of_account(line, sites)]
        first = names.setdefault(str(line.get("name")), begins)
        if first != begins:
            found.append(Fault(file, places.get("name", begins), f"this name has the account of line {first} already"))
    return found


def _of_account(line: Mapping[str, Any], sites: Collection[str]) -> Iterator[tuple[str, str]]:
    """Name of the field, and what is wrong with it."""
    for name in line.keys() - set(KNOWN):
        yield str(name), f"{name}: an account knows {', '.join(KNOWN)}"
    for name in NEEDED:
        if name not in line:
            yield "", f"{name} is missing"
    for name in ("name", "person", "display"):
        if name in line and (not isinstance(line[name], str) or not line[name].strip()):
            yield name, f"{name} is a text (in quotation marks if it looks like a number)"
    groups, places = line.get("groups", []), line.get("sites", [])
    for name, value in (("groups", groups), ("sites", places)):
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            yield name, f"{name} is a list of texts: [a, b]"
            return
    for group in groups:
        if group not in ROLES - PARTIES:
            yield "groups", f"{group} is no role (docs/access.md has them)"
    for site in places:
        if site not in sites:
            yield "sites", f"{site} is no site: {', '.join(sorted(sites))}"
    if "groups" in line and not groups:
        yield "groups", "without a role the account may do nothing"
    if "sites" in line and not places and set(groups) - CENTRAL:
        yield "sites", "without a site these roles see nothing"
    stored = line.get("passwordHash", "$argon2id$")
    if not isinstance(stored, str) or not stored.startswith("$argon2id$"):
        yield "passwordHash", "is no hash of argon2id: `akzess password` makes one"
