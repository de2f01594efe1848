"""Finds the agencies, by folder and by entry point, and builds configured connectors from an operator's mapping."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from . import quality_evidence
from .base import Clock, Connector, Misconfigured, Operation, utc_now
from .examples import Example, Persona
from .replay import ReplayGuard
from .settings import load
from .simulated import SimulatedAgency
from .simulation import LOOPBACK

ENTRY_POINTS = "akzess.connectors"
#: Beside the agencies or inside one of them: the level of the quality scale below which no agency is activated.
MINIMUM = "minimum_quality"


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency's folder as its package exports it."""

    name: str
    folder: Path
    connector: type[Any]
    config: type[Any]
    simulator: type[SimulatedAgency]
    examples: tuple[Example, ...]
    personas: tuple[Persona, ...]
    credentials: Mapping[str, Any]

    def demo_config(self, base_url: str, callback_base_url: str) -> dict[str, Any]:
        """The configuration for its own simulator at that address."""
        given = {
            "base_url": self.simulator.address(base_url),
            "callback_base_url": callback_base_url,
            "networks": LOOPBACK,
        }
        token = {"token_url": f"{base_url}/token"} if "client_secret" in self.credentials else {}
        return given | token | dict(self.credentials)

    def simulate(self, clock: Clock) -> SimulatedAgency:
        """Its simulator, with the same credentials as `demo_config`."""
        return self.simulator(clock, self.credentials)

    def build(
        self,
        config: Mapping[str, Any],
        *,
        clock: Clock = utc_now,
        transport: Any = None,
        guard: ReplayGuard | None = None,
    ) -> Connector:
        """A configured connector; `minimum_quality` among the values is the level it has to have reached.

        `guard` remembers what counts once, for all processes; it goes to the connectors that know the word.

        Error: `Misconfigured`.
        """
        values = dict(config)
        if minimum := str(values.pop(MINIMUM, "")):
            quality_evidence.demand(self, minimum)
        knows_guard = "guard" in inspect.signature(self.connector).parameters
        more = {"guard": guard} if knows_guard else {}
        made: Connector = self.connector(load(self.config, values), clock=clock, transport=transport, **more)
        return made


def agency_of(module: ModuleType) -> Agency:
    """What a package exports, as a record. Error: AttributeError when it lacks one of the names."""
    return Agency(
        name=module.Connector.name,
        folder=Path(str(module.__file__)).parent,
        connector=module.Connector,
        config=module.Config,
        simulator=module.Simulator,
        examples=tuple(module.EXAMPLES),
        personas=tuple(module.PERSONAS),
        credentials=dict(module.CREDENTIALS),
    )


@cache
def discover() -> Mapping[str, Agency]:
    """Every agency by name: the folders beside this module, then installed packages that announce themselves.

    A package of the entry point group `akzess.connectors` exports the same names as a folder does. Two agencies of
    one name are an error, because a job type would have two meanings.
    """
    package = str(__package__)
    modules = [
        importlib.import_module(f"{package}.{found.name}")
        for found in pkgutil.iter_modules([str(Path(__file__).parent)])
        if found.ispkg
    ]
    modules += [entry.load() for entry in entry_points(group=ENTRY_POINTS)]
    agencies: dict[str, Agency] = {}
    for module in modules:
        agency = agency_of(module)
        if agency.name in agencies:
            raise Misconfigured("connector-twice", f"two agencies are called {agency.name}")
        agencies[agency.name] = agency
    return agencies


def activated(config: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """An operator's agencies by name, each with the level demanded of it: its own `minimum_quality` or the common one.

    Error: `Misconfigured` for an agency nobody knows.
    """
    known = discover()
    common = {MINIMUM: config[MINIMUM]} if MINIMUM in config else {}
    agencies = {name: common | dict(values or {}) for name, values in config.items() if name != MINIMUM}
    unknown = sorted(set(agencies) - set(known))
    if unknown:
        raise Misconfigured("connector-unknown", f"no such agency: {', '.join(unknown)}")
    return agencies


class Directory:
    """The connectors an operator configured, by name. `config` maps agency names to their configuration; see
    `activated` for `minimum_quality`.
    """

    def __init__(self, config: Mapping[str, Any], *, clock: Clock = utc_now) -> None:
        agencies = activated(config)
        self._connectors = {name: discover()[name].build(values, clock=clock) for name, values in agencies.items()}

    def connector(self, name: str) -> Connector:
        """The connector of an agency. Error: `Misconfigured` when the operator did not configure it."""
        try:
            return self._connectors[name]
        except KeyError:
            raise Misconfigured("connector-unknown", f"the agency {name} is not configured") from None

    def resolve(self, job_type: str) -> tuple[Connector, Operation]:
        """Connector and operation of a job type `<agency>.<operation>`. Error: `Misconfigured`."""
        name, _, operation = job_type.partition(".")
        connector = self.connector(name)
        if operation not in connector.operations:
            raise Misconfigured("operation-unknown", f"{name} has no operation {operation}")
        return connector, connector.operations[operation]

    def __iter__(self) -> Iterator[Connector]:
        return iter(self._connectors.values())

    def __len__(self) -> int:
        return len(self._connectors)
