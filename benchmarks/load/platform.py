"""Starts the platform as separate processes on a database that is full already: services, workers, clock, simulators."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from akzess import evidence_keys
from akzess.cluster import Member, _wait
from akzess.local_servers import free_port
from akzess.people import SITES
from service.identity import hash_password

#: Everybody's; the accounts exist in a throw-away database only.
PASSWORD = "benchmark-password"  # noqa: S105
ROLES = ("akz-clerk", "akz-second", "akz-lead", "abh-head", "abh-service", "abh-legal")
PER_ROLE = 3
SERVER = (
    *("fsync=on", "max_connections=200", "shared_buffers=512MB", "max_wal_size=8GB", "effective_cache_size=4GB"),
    *("maintenance_work_mem=256MB", "checkpoint_timeout=10min", "random_page_cost=1.1"),
)


@dataclass(frozen=True, slots=True)
class Running:
    """The addresses of the services, and every process by name."""

    services: tuple[str, ...]
    members: dict[str, Member]

    def rss(self) -> dict[str, int]:
        """Resident memory in MB by process, children included."""
        return {name: _tree(member.process.pid) // 1024 for name, member in self.members.items()}

    def ended(self) -> list[str]:
        """Which of them are gone."""
        return [name for name, member in self.members.items() if member.process.poll() is not None]


def accounts() -> list[tuple[str, str, str]]:
    """Account, role and site of everybody who works in the office."""
    return [
        (f"{role}-{site}-{number}".lower(), role, site)
        for role in ROLES
        for site in SITES
        for number in range(PER_ROLE)
    ]


@contextmanager
def running(folder: Path, database: str, *, services: int, workers: int) -> Iterator[Running]:
    """Everything up and answering; ended at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    keys = folder / "evidence.keys"
    if not keys.exists():
        evidence_keys.add_key(keys)
    password = hash_password(PASSWORD)
    people = [
        {"name": name, "person": name, "groups": [role], "sites": [site], "passwordHash": password}
        for name, role, site in accounts()
    ]
    (folder / "accounts.yaml").write_text(yaml.safe_dump({"accounts": people}), encoding="utf-8")
    ports = [free_port() for _ in range(services)]
    simulators = free_port()
    content = {
        "database": database,
        "keys": str(keys),
        "accounts": str(folder / "accounts.yaml"),
        "simulators": {
            "address": f"http://127.0.0.1:{simulators}/{{name}}",
            "callback": f"http://127.0.0.1:{ports[0]}",
        },
    }
    settings = folder / "settings.yaml"
    settings.write_text(yaml.safe_dump(content), encoding="utf-8")
    environment = os.environ | {"AKZESS_SETTINGS": str(settings)}
    members: dict[str, Member] = {}

    def member(name: str, *arguments: str) -> None:
        members[name] = Member(name, arguments, environment, folder / f"{name}.log")
        members[name].start()

    with ExitStack() as stack:
        stack.callback(lambda: _stop(members))
        if workers:
            member("simulators", "simulators", "--port", str(simulators))
        for number, port in enumerate(ports, 1):
            member(f"service-{number}", "service", "--port", str(port))
        for number, port in enumerate(ports, 1):
            _wait(members[f"service-{number}"], port)
        if workers:
            member("workers", "worker", "--processes", str(workers))
            member("clock", "clock")
        yield Running(tuple(f"http://127.0.0.1:{port}" for port in ports), members)


def _stop(members: dict[str, Member]) -> None:
    for one in members.values():
        one.process.terminate()
    for one in members.values():
        try:
            one.process.wait(15)
        except Exception:  # noqa: BLE001  # whatever kept it: the benchmark is over
            one.process.kill()
            one.process.wait()


def _tree(pid: int) -> int:
    """Kilobytes of a process and its children."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0
    own = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
    return own + sum(_tree(int(child)) for child in children)
