"""The shelves that open tasks lie on: everybody's of a site, a group's at a site, a person's; which of them to look at."""

from __future__ import annotations

from dataclasses import dataclass

from ..queries.tasks import TaskQuery
from ..session import Session


@dataclass(frozen=True, slots=True)
class Shelf:
    """A shelf to read from; a person's may be bound to sites."""

    name: str
    sites: tuple[str, ...] | None = None

    @property
    def site(self) -> str | None:
        """The site of a group's or everybody's shelf."""
        return None if self.name.startswith("p:") else self.name.rpartition("@")[2]

    @property
    def group(self) -> str | None:
        """The group of a group's shelf."""
        return self.name.rpartition("@")[0][2:] if self.name.startswith("g:") else None

    @property
    def person(self) -> str | None:
        """The person of a person's shelf."""
        return self.name[2:] if self.name.startswith("p:") else None


def known(session: Session, tenant: int, prefix: str, after: str = "", limit: int = 10_000) -> list[str]:
    """Shelves that begin so and have something on them, in order: one descent of the index for each."""
    end = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    one = "SELECT o.shelf FROM offer o WHERE o.tenant = ? AND o.shelf {0} AND o.shelf < ? ORDER BY o.tenant, o.shelf LIMIT 1"
    sql = (
        f"WITH RECURSIVE s(shelf) AS (SELECT ({one.format('> ?' if after else '>= ?')}) UNION ALL"
        f" SELECT ({one.format('> s.shelf')}) FROM s WHERE s.shelf IS NOT NULL)"
        " SELECT shelf FROM s WHERE shelf IS NOT NULL LIMIT ?"
    )
    found = session.all(sql, (tenant, after or prefix, end, tenant, end, limit))
    return [row[0] for row in found]


def shelves(session: Session, tenant: int, query: TaskQuery) -> list[Shelf]:
    """The shelves of a query, people's first; a group's is left out where the site's own is read."""
    found: dict[str, Shelf] = {}
    for reach in query.reach:
        for person in reach.persons:
            before = found.get(f"p:{person}")
            wide = reach.sites is None or (before is not None and before.sites is None)
            sites = None if wide else tuple(sorted({*(reach.sites or ()), *((before and before.sites) or ())}))
            found[f"p:{person}"] = Shelf(f"p:{person}", sites)
    for reach in query.reach:
        owners = [""] if reach.groups is None else [f"g:{group}" for group in reach.groups]
        for owner in owners:
            names = (
                [name for name in known(session, tenant, f"{owner}@") if name.rpartition("@")[0] == owner]
                if reach.sites is None
                else [f"{owner}@{site}" for site in reach.sites]
            )
            found |= {name: Shelf(name) for name in names}
    return [one for one in found.values() if one.sites != () and (one.group is None or f"@{one.site}" not in found)]
