"""How `akzess --help` lists the commands: by whom they are for, one whole line each; docs/cli.md has the same order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typer.core import TyperGroup

#: For whom, then command and what it does in so few words that a line of 80 signs holds them.
LISTED: Mapping[str, Mapping[str, str]] = {
    "Operators (start and keep the platform)": {
        "run": "start everything in one process",
        "setup": "schema, procedure, demo cases: once before processes start",
        "service": "answer over HTTP; as many as you like",
        "worker": "carry jobs to agencies, fire timers, sweep leases",
        "clock": "timers and leases only, without calling agencies",
        "settings": "check the settings and the accounts file",
        "password": "make the password hash of an account",
        "db": "schema of the database: bring up to date, look",
        "agencies": "what waits for each agency; pause, drain, repair",
        "backup": "copy the database while it works",
        "restore": "load a backup into an empty database",
        "restored": "after a restore: settle what was sent, let cases go on",
        "verify-audit": "verify the hash chains and the seals over them",
        "seal": "seal all histories now",
        "retention": "cases past their time, and what waits for review",
        "hold": "lay a legal hold on a case, lift or list them",
        "erase": "erase an ended case, by two persons",
        "figures": "statistics of closed cases",
        "forecast": "the probability of missing the four weeks",
        "mining": "count the histories of closed cases now",
    },
    "Designers (change procedures)": {
        "lint": "check models without deploying them",
        "test": "play scenarios in virtual time",
        "coverage": "what no scenario passes",
        "mutants": "small planted faults that no scenario notices",
        "texts": "what applicants read, in every language",
        "diff": "what changed between two versions",
        "replay": "what if: recorded cases again on a changed folder",
        "propose": "propose a folder for deployment",
        "deploy": "make a folder's models the newest version",
        "deployments": "who deployed what, when and why",
        "again": "go back: deploy older content once more",
        "live": "where cases stand and how long each step takes",
        "migrate": "move running cases to another version",
        "import": "translate diagrams of other tools",
    },
    "Integrators (connect agencies)": {
        "connectors": "what each agency can do, and its level of quality",
        "connector": "write the folder of a new agency",
        "simulators": "stand in for agencies over HTTP",
        "evidence": "messages to and from agencies: list, check, prove, show",
    },
    "Developers (try it out)": {
        "demo": "play synthetic cases and show the key figures",
        "cluster": "the distributed platform on this machine",
        "start": "start a case",
        "show": "where a case stands",
        "tasks": "open tasks, most urgent first",
        "complete": "claim and complete a task as a person",
        "deliver": "deliver a message to the case that waits for it",
    },
}


class ByReader(TyperGroup):
    """The commands in groups, with nothing cut off."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the sections of the help page."""
        width = max(len(name) for rows in LISTED.values() for name in rows)
        for title, rows in LISTED.items():
            shown = [(name.ljust(width), told) for name, told in rows.items() if name in self.commands]
            with formatter.section(title):
                formatter.write_dl(shown)
        if rest := [(name, "") for name in self.commands if not any(name in rows for rows in LISTED.values())]:
            with formatter.section("Others"):
                formatter.write_dl(rest)
