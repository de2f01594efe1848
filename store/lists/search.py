"""Finds cases by the beginnings of names and numbers: the rarest term leads, the others are looked up per case."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from engine.terms import asked

from ..memory_book import Book
from ..queries.tasks import MOST_CASES
from ..session import Session

#: No more entries of a term are looked at than this: a beginning that fits more is no search.
MOST_ENTRIES = 2_000
_RANGE = "tenant = ? AND term >= ? AND term <= ?"


def _range(tenant: int, term: str) -> tuple[int, str, str]:
    return tenant, term, term + "\U0010ffff"


def found(
    session: Session, tenant: int, query: str, number: str, sites: Collection[str] | None
) -> tuple[list[str], bool]:
    """Ids of cases that fit a search text, a beginning of their number, or both."""
    if not number:
        return cases(session, tenant, query, sites)
    at = "" if sites is None else f" AND site IN ({', '.join('?' * len(sites))})" if sites else " AND 1 = 0"
    sql = (
        f"SELECT id FROM case_instance WHERE tenant = ? AND business_key >= ? AND business_key <= ?{at}"
        f" ORDER BY business_key DESC, id DESC LIMIT {MOST_CASES + 1}"
    )
    rows = [row[0] for row in session.look(sql, (*_range(tenant, number), *(sites or ())))]
    numbered, cut = rows[:MOST_CASES], len(rows) > MOST_CASES
    if not query:
        return numbered, cut
    named, also = cases(session, tenant, query, sites)
    return [case_id for case_id in named if case_id in set(numbered)], cut or also


def cases(session: Session, tenant: int, query: str, sites: Collection[str] | None) -> tuple[list[str], bool]:
    """Ids of cases (at these sites) that fit every term, newest first; True when not all of them could be told."""
    terms = asked(query)
    if not terms or sites == []:
        return [], False
    at = "" if sites is None else f" AND site IN ({', '.join('?' * len(sites))})"
    if len(terms) == 1:
        return _single(session, tenant, terms[0], at, sites or ())
    first, fewest = _rarest(session, tenant, terms)
    if not fewest:
        return [], False
    others = [term for term in terms if term != first]
    also = "".join(
        " AND EXISTS (SELECT 1 FROM search_term o WHERE o.case_id = s.case_id AND o.term >= ? AND o.term <= ?)"
        for _ in others
    )
    sql = (
        f"SELECT DISTINCT case_id FROM (SELECT case_id FROM search_term WHERE {_RANGE}{at} LIMIT {MOST_ENTRIES}) s"
        f" WHERE 1 = 1{also} ORDER BY case_id DESC LIMIT {MOST_CASES + 1}"
    )
    values = [*_range(tenant, first), *(sites or ()), *(end for term in others for end in _range(tenant, term)[1:])]
    ids = [row[0] for row in session.look(sql, values)]
    return ids[:MOST_CASES], len(ids) > MOST_CASES or fewest >= MOST_ENTRIES


def _single(session: Session, tenant: int, term: str, at: str, sites: Collection[str]) -> tuple[list[str], bool]:
    """The same for one term, whose entries need not be counted to know which term is the rarest."""
    sql = (
        "SELECT DISTINCT case_id, n FROM (SELECT case_id, count(*) OVER () AS n FROM"
        f" (SELECT case_id FROM search_term WHERE {_RANGE}{at} LIMIT {MOST_ENTRIES}) e) s"
        f" ORDER BY case_id DESC LIMIT {MOST_CASES + 1}"
    )
    rows = session.look(sql, (*_range(tenant, term), *sites))
    ids = [row[0] for row in rows]
    return ids[:MOST_CASES], len(ids) > MOST_CASES or (bool(rows) and int(rows[0][1]) >= MOST_ENTRIES)


def _rarest(session: Session, tenant: int, terms: Sequence[str]) -> tuple[str, int]:
    """The term with the fewest entries, and how many: a long one is rare, so none is counted further than one before it."""
    rarest, fewest = "", MOST_ENTRIES + 1
    sql = f"SELECT count(*) FROM (SELECT 1 FROM search_term WHERE {_RANGE} LIMIT ?) e"
    for term in sorted(terms, key=len, reverse=True):
        row = session.one(sql, (*_range(tenant, term), min(fewest, MOST_ENTRIES)))
        found = int(row[0]) if row else 0
        if found < fewest:
            rarest, fewest = term, found
    return rarest, fewest


def remembered(book: Book, tenant: int, query: str, sites: Collection[str] | None) -> tuple[list[str], bool]:
    """See `cases`, in memory."""
    terms = asked(query)
    found = [
        case_id
        for owner, case_id, site, known in book.every("term")
        if owner == tenant
        and (sites is None or site in sites)
        and terms
        and all(any(one.startswith(term) for one in known) for term in terms)
    ]
    found.sort(reverse=True)
    return found[:MOST_CASES], len(found) > MOST_CASES
