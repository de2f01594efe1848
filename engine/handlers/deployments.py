"""Deploys a bundle: read apart, refused with findings or kept under the next version, the same content once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import orjson

from .. import commands as c
from .. import failpoints
from ..errors import Conflict, FieldProblem, Finding, Invalid, Undeployable
from ..kernel.bundle import Bundle
from ..kernel.deployment import content_hash
from ..model import Deployment, StartSubscription
from . import requests
from .results import Deployed
from .work import House

ReadBundle = Callable[[Mapping[str, bytes]], tuple[bytes, tuple[Finding, ...]]]
MAX_BUNDLE_BYTES = 20_000_000


def deploy(house: House, command: c.Deploy, read_bundle: ReadBundle) -> Deployed:
    """Nothing is written unless the whole bundle is sound; reading happens outside the transaction."""
    if not command.resources:
        raise Invalid(
            "there is nothing to deploy", (FieldProblem("/resources", "required", "Keine Dateien", "no files"),)
        )
    if sum(map(len, command.resources.values())) > MAX_BUNDLE_BYTES:
        raise Undeployable(
            (_about("payload-too-large", "Das Paket ist größer als 20 MB.", "The bundle is larger than 20 MB."),)
        )
    digest = content_hash(command.resources)
    same = _known(house, command, digest)
    if same is not None:
        return same
    table, findings = read_bundle(command.resources)
    failpoints.hit("deploy.after_parse")
    if any(finding.severity == "error" for finding in findings):
        raise Undeployable(findings)
    if not orjson.loads(table):
        raise Undeployable(
            (*findings, _about("no-process", "Das Paket enthält keinen Prozess.", "The bundle has no process."))
        )
    bundle = Bundle.from_json(table, command.resources)
    row = Deployment(
        id=0,
        tenant=command.tenant,
        hash=digest,
        resources=dict(command.resources),
        compiled=bytes(table),
        deployed_at=house.clock.now(),
        deployed_by=command.actor.person,
    )
    starts = [
        StartSubscription(command.tenant, 0, process.id, node.id, event.kind, event.name or "")
        for process, node, event in bundle.message_starts
    ]
    processes = [(process.id, process.name) for process in bundle.processes.values()]

    def add() -> Deployed:
        known = work.deployment_by_hash(command.tenant, digest)
        if known is not None:  # somebody else deployed the same content while we read it
            return Deployed(known.id, tuple(work.definitions_of(known.id)), findings, created=False)
        definitions = work.add_deployment(row, processes, starts)
        return Deployed(definitions[0].deployment_id, tuple(definitions), findings, created=True)

    try:
        with house.store.unit_of_work() as work:
            done: Deployed = requests.once(work, command, house.clock.now(), add)
            failpoints.hit("deploy.before_commit")
            work.commit()
    except Conflict:  # the same content came in between our look and our write
        same = _known(house, command, digest)
        if same is None:
            raise
        return same
    return done


def _about(code: str, german: str, english: str) -> Finding:
    return Finding("", "", code, german, message_en=english)


def _known(house: House, command: c.Deploy, digest: str) -> Deployed | None:
    """What is deployed already under this hash."""
    with house.store.unit_of_work() as work:
        known = work.deployment_by_hash(command.tenant, digest)
        if known is None:
            return None
        same = Deployed(known.id, tuple(work.definitions_of(known.id)), (), created=False)
        answer: Deployed = requests.once(work, command, house.clock.now(), lambda: same)
        work.commit()
        return answer


def read_here(resources: Mapping[str, bytes]) -> tuple[bytes, tuple[Finding, ...]]:
    """Read a bundle in this process: for files of our own and for quick tests, never for a stranger's."""
    from ..functions import FUNCTIONS
    from ..kernel.deployment import build

    bundle, findings = build(resources, FUNCTIONS)
    return bundle.to_json() if bundle.processes else orjson.dumps({}), findings
