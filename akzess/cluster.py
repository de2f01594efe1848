"""The distributed platform on one machine: real PostgreSQL and Redis, services, workers, simulators, each a process."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from . import evidence_keys, sealing
from .local_servers import free_port, postgres_server, redis_server
from .processes import GRACE_SECONDS

#: How long a process may take until it answers; a laptop that is busy otherwise needs a while.
READY_SECONDS = 60.0


class DidNotStart(OSError):
    """A member of the cluster ended or did not answer in time; carries the end of its log."""


@dataclass(slots=True)
class Member:
    """One process of the cluster, and how to start it again."""

    name: str
    arguments: Sequence[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] = field(init=False)
    starts: int = 0

    def start(self) -> None:
        """Start it (again)."""
        self.starts += 1
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603  # our own command line
                [sys.executable, "-m", "akzess", *self.arguments],
                env=self.environment,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C reaches the supervisor, which ends the others in order
            )


@dataclass(slots=True)
class Cluster:
    """The running members by name, the services' addresses, and the settings that all of them share."""

    members: dict[str, Member]
    services: list[str]
    settings: Path
    database: str
    broker: str

    def revive(self) -> list[str]:
        """Start again what has ended; the names."""
        dead = [member for member in self.members.values() if member.process.poll() is not None]
        for member in dead:
            member.start()
        return [member.name for member in dead]

    def stop(self) -> None:
        """Ask all to end, services first; kill what does not within its time."""
        order = sorted(self.members.values(), key=lambda member: not member.name.startswith("service"))
        for member in order:
            member.process.terminate()
        until = time.monotonic() + GRACE_SECONDS + 5
        for member in order:
            try:
                member.process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                member.process.kill()
                member.process.wait()


@contextmanager
def cluster(
    folder: Path,
    *,
    services: int = 2,
    workers: int = 4,
    ports: Sequence[int] = (),
    redis: bool = True,
    keep: bool = True,
    environment: dict[str, str] | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> Iterator[Cluster]:
    """Everything running and answering; ends it at the end. `keep` leaves the database's data in the folder.

    Error: DidNotStart with the end of its log when a member does not come up.
    """
    folder = folder.resolve()  # the settings are for commands in any folder
    # Empty, for roles without passwords: the server of a cluster on one machine trusts its neighbours.
    (folder / "roles").mkdir(parents=True, exist_ok=True)
    ports = [*ports, *(free_port() for _ in range(services - len(ports)))]
    with ExitStack() as stack:
        say("PostgreSQL …")
        kept = folder / "postgres" if keep else None
        database = stack.enter_context(postgres_server("fsync=on", "max_connections=200", keep=kept))
        broker = stack.enter_context(redis_server()) if redis else ""
        keys = folder / "evidence.keys"
        if not keys.exists():
            evidence_keys.add_key(keys)
        seal_key = folder / "seal.key"
        sealing.signing_key(seal_key)
        simulators = free_port()
        content = {
            "database": database,
            "broker": broker,
            "keys": str(keys),
            "roles": str(folder / "roles"),
            "seals": str(folder / "seals"),
            "seal_key": str(seal_key),
            "simulators": {
                "address": f"http://127.0.0.1:{simulators}/{{name}}",
                "callback": f"http://127.0.0.1:{ports[0]}",
            },
        }
        settings = folder / "settings.yaml"
        settings.write_text(yaml.safe_dump(content), encoding="utf-8")
        env = os.environ | {"AKZESS_SETTINGS": str(settings)} | (environment or {})
        found = Cluster({}, [f"http://127.0.0.1:{port}" for port in ports], settings, database, broker)

        def member(name: str, *arguments: str) -> None:
            found.members[name] = Member(name, arguments, env, folder / f"{name}.log")
            found.members[name].start()

        say("Schema, procedure, demo cases …")
        setup = Member("setup", ["setup"], env, folder / "setup.log")
        setup.start()
        if setup.process.wait(300):
            raise DidNotStart(_end_of(setup.log))
        stack.callback(found.stop)
        say("Simulators, services, workers …")
        member("simulators", "simulators", "--port", str(simulators))
        for number, port in enumerate(ports, 1):
            member(f"service-{number}", "service", "--port", str(port))
        member("workers", "worker", "--processes", str(workers))
        member("clock", "clock")
        for number, port in enumerate(ports, 1):
            _wait(found.members[f"service-{number}"], port)
        yield found


def _wait(member: Member, port: int) -> None:
    """Until it answers: there is no event to wait for in a process that is not ours."""
    until = time.monotonic() + READY_SECONDS
    pause = threading.Event()
    while True:
        if member.process.poll() is not None:
            raise DidNotStart(_end_of(member.log))
        if _healthy(port):
            return
        if time.monotonic() > until:
            raise DidNotStart(_end_of(member.log))
        pause.wait(0.1)


def _healthy(port: int) -> bool:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        asked.request("GET", "/health")
        return asked.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        asked.close()


def _end_of(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]
