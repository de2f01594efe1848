"""What all questions to mining share: which closed cases, what may be shown of them, the diagrams in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query

from authority.mining.cells import ALL, BERLIN
from authority.mining.disclosure import offered
from authority.mining.model import Model
from engine.errors import NotFound
from store import SqlStore
from store.mining.reading import Mined, NothingMined, Where

from ..access import Gate, may
from ..context import TENANT, Context, Ctx
from ..resources import mining as out
from .diagrams import model

MAIN = "akzess-main"
Month = Annotated[str | None, Query(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", examples=["2026-01"])]


class Asked:
    """Parameters that all questions share, and what they may show."""

    def __init__(
        self,
        ctx: Ctx,
        gate: Annotated[Gate, may("mining.read")],
        process: Annotated[str, Query(max_length=255)] = MAIN,
        site: Annotated[str | None, Query(max_length=20)] = None,
        group: Annotated[str | None, Query(max_length=20)] = None,
        since: Month = None,
        until: Month = None,
    ) -> None:
        now = ctx.clock.now().astimezone(BERLIN)
        until = until or now.strftime("%Y-%m")
        since = min(since or months_before(until, 11), until)
        self.mined = Mined(ctx.store) if isinstance(ctx.store, SqlStore) else NothingMined()
        sites = gate.sites if site is None else frozenset({site}) & (gate.sites or frozenset({site}))
        everything = Where(TENANT, process, sites, since, until)
        self.groups = offered(self.mined.groups(everything))
        if group is not None and group not in self.groups:
            raise NotFound(group)
        self.where = replace(everything, case_group=group or ALL)
        self.site, self.group = site, group
        self._ctx, self._gate = ctx, gate

    def scope(self) -> out.MinedScope:
        """What the figures are of."""
        mark = self.mined.mark(TENANT)
        known = self._gate.sites if self._gate.sites is not None else known_sites(self._ctx)
        return out.MinedScope(
            process=self.where.process,
            site=self.site,
            group=self.group,
            since=self.where.since,
            until=self.where.until,
            sites=sorted(one for one in known if one),
            groups=list(self.groups),
            counted_until=mark.ended_at if mark.cases else None,
            cases_counted=mark.cases,
            lines_counted=mark.lines,
        )

    def model(self) -> Model:
        """The diagrams in force, for names."""
        return newest_model(self._ctx)


Question = Annotated[Asked, Depends()]


def known_sites(ctx: Context) -> Sequence[str]:
    """Sites of the office's accounts."""
    found: set[str] = set()
    for account in ctx.accounts:
        found |= set(account.sites)
    return sorted(found)


def newest_model(ctx: Context) -> Model:
    """The diagrams of the newest deployment of the procedure; without elements when there is none."""
    known = [one for one in ctx.read.definitions(TENANT, newest_only=True) if one.process_id == MAIN]
    if not known:
        return Model({}, {})
    return model(ctx.engine.definition_table(known[0].deployment_id).processes)


def months_before(month: str, number: int) -> str:
    """So many months earlier ("2026-02", 3 → "2025-11")."""
    at = datetime.strptime(month, "%Y-%m")  # noqa: DTZ007 - a month has no zone
    whole = at.year * 12 + at.month - 1 - number
    return f"{whole // 12:04d}-{whole % 12 + 1:02d}"
