"""What the designer's routes share: where a draft's base comes from, how files are checked, who may approve."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import Request

from engine.analysis import NOTHING_KNOWN, Surroundings
from engine.errors import Finding, NotFound
from engine.handlers.deployments import ReadBundle
from engine.kernel.sandbox import read as read_isolated
from store import bundle
from store.drafts import ModelRelease
from store.queries import Queries

from ..context import TENANT
from ..problems import Problem
from . import files as names
from .ports import Workbench

#: Beside the files of a deployment whose content is older: it makes the content a new one, so that it becomes the newest.
AGAIN = "deployed-again.json"
#: Draft and files to table and findings.
Glance = Callable[[str, Mapping[str, bytes]], tuple[bytes, tuple[Finding, ...]]]


@dataclass(frozen=True, slots=True)
class Designer:
    """`bench`: who plays (None: nobody here does). `read_bundle` reads strangers' files, by default in its own process.

    `glance` reads a draft while it is changed (default: as `read_bundle`). `shipped`: files beside the deployed ones. `two_persons`: nobody deploys what they proposed themselves.
    `around`: what is known of a procedure with these files beside its diagrams.
    """

    bench: Workbench | None = None
    read_bundle: ReadBundle = read_isolated
    shipped: Callable[[], Mapping[str, bytes]] = dict
    two_persons: bool = False
    around: Callable[[Mapping[str, bytes]], Surroundings] = lambda _: NOTHING_KNOWN
    glance: Glance | None = None

    @property
    def workbench(self) -> Workbench:
        """Problem: 404 where nobody plays."""
        if self.bench is None:
            raise Problem(404, "not-found")
        return self.bench

    def check(self, files: Mapping[str, bytes]) -> tuple[bytes, tuple[Finding, ...]]:
        """The table (empty when refused) and every finding of `engine.kernel.deployment.build`."""
        if not names.executed(files):
            nothing = "Der Entwurf enthält kein Diagramm.", "The draft has no diagram."
            return b"", (Finding("", "", "nothing-executable", nothing[0], message_en=nothing[1]),)
        return self.read_bundle(names.checked_files(files))

    def look(self, draft: str, files: Mapping[str, bytes]) -> tuple[bytes, tuple[Finding, ...]]:
        """The same while somebody works on a draft and waits: by a reader that remembers what has not changed.

        Its table may be that of a draft with errors: good for knowing names, not for running.
        """
        if self.glance is None or not names.executed(files):
            return self.check(files)
        return self.glance(draft, names.checked_files(files))

    def base(self, read: Queries, deployment: int | None) -> tuple[int, dict[str, bytes]]:
        """The deployment (default: the newest) that a draft begins from, with its files. Error: NotFound."""
        if deployment is None:
            found = read.deployments(TENANT)
            if not found:
                return 0, dict(self.shipped())
            deployment = found[0].id
        return deployment, self.whole(read, deployment)

    def whole(self, read: Queries, deployment: int) -> dict[str, bytes]:
        """A deployment's files with those beside them: as they were released, or else as they come. Error: NotFound."""
        if deployment not in {one.id for one in read.deployments(TENANT)}:
            raise NotFound(f"deployment {deployment}")
        deployed = {path: data for path, data in read.resources(TENANT, deployment).items() if path != AGAIN}
        release = next(iter(read.records(ModelRelease, {"tenant": TENANT, "deployment_id": deployment})), None)
        beside = bundle.unpack(release.companions) if release is not None else names.companions(self.shipped())
        return {**beside, **deployed}


async def of(request: Request) -> Designer:
    """The application's designer's desk, as a dependency."""
    found: Designer = request.app.state.designer
    return found
