"""What all questions to mining share: which closed cases, what may be shown of them, the diagrams in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Query

from authority.mining.blocks import Block, blocks, chosen, name_of, number_of, quarter_of
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
#: So long after the end of a quarter all its cases are counted: nobody's answer changes any more.
SETTLED = timedelta(days=2)
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
        self.sites = sorted(one for one in (known_sites(ctx) if gate.sites is None else gate.sites) if one)
        self.blocks: Sequence[Block] = ()
        self.in_quarters = not gate.permits("case.list")
        if self.in_quarters:
            everything = self._in_blocks(everything, site, now)
        else:
            self.groups = offered(self.mined.groups(everything))
        if group is not None and group not in self.groups:
            raise NotFound(group)
        self.where = replace(everything, case_group=group or ALL)
        self.site, self.group = site, group
        self._ctx = ctx

    def _in_blocks(self, asked: Where, site: str | None, now: datetime) -> Where:
        """The question widened to whole blocks, for whoever may list no cases. Error: NotFound for a site not told."""
        last = name_of(quarter_of((now - SETTLED).strftime("%Y-%m")) - 1)
        everywhere = self.mined.places(asked.tenant, asked.process)
        known = blocks({place: n for place, n in everywhere.items() if place[1] in self.sites}, last)
        self.blocks = chosen(known, asked.since, asked.until)
        self.sites = [one for one in self.sites if all(block.tells(one, ALL) for block in self.blocks)]
        self.groups = ()
        if not self.blocks:
            return replace(asked, sites=())
        if site is not None and site not in self.sites:
            raise NotFound(site)
        whole = replace(asked, since=self.blocks[0].since, until=self.blocks[-1].until)
        counted = self.mined.groups(whole)
        self.groups = tuple(
            one for one in sorted(counted) if all(block.tells(site or ALL, one) for block in self.blocks)
        )
        return whole

    def split(self, month: str) -> str:
        """The month from which on the later of two periods is counted: for whoever asks for blocks, where one begins."""
        begins = [block.since for block in self.blocks]
        return max((one for one in begins[1:] if one <= month), default=begins[-1]) if begins else month

    def scope(self) -> out.MinedScope:
        """What the figures are of; how far they are counted today is told to whoever sees today's cases."""
        mark = NothingMined().mark(TENANT) if self.in_quarters else self.mined.mark(TENANT)
        return out.MinedScope(
            process=self.where.process,
            site=self.site,
            group=self.group,
            since=self.where.since,
            until=self.where.until,
            sites=self.sites,
            groups=list(self.groups),
            whole_quarters=self.in_quarters,
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
    return name_of(number_of(month) - number)
