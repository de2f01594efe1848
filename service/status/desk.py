"""Everything behind the applicant's page as one object: the procedure's data, codes, sessions, limits, and the reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from documents.model import Document
from engine.model import Case
from processes import Texts, load_texts
from processes.languages import Language

from ..resources import status as out
from . import requests, view
from .attempts import Attempts
from .codes import Codes
from .mapping import StatusMap, load
from .requests import Asked, of_parties
from .sessions import Sessions, Visit
from .steps import Facts, last_day, standing

#: The process whose cases applicants look into.
PROCEDURE = "akzess-main"
#: Documents of a case that are looked at: as many as a case may hold, and its letters.
MOST_DOCUMENTS = 300


@dataclass(frozen=True, slots=True)
class Read:
    """A case as the page reads it at one instant."""

    case: Case
    facts: Facts
    asked: tuple[Asked, ...]


class Desk:
    """One per process."""

    def __init__(self, store: Any, now: Callable[[], datetime], make_code: Callable[[str], str] | None = None) -> None:
        """`make_code` gives the plain access code of a new issue for a reference; None: a random one."""
        self.mapping: StatusMap = load()
        self.texts: Texts = load_texts()
        self.codes = Codes(store, now, make_code)
        self.sessions = Sessions(store, now)
        self.attempts = Attempts(now)
        self._demo = make_code is not None
        self._examples: tuple[tuple[str, str], ...] = ()

    def read(self, engine: Any, queries: Any, tenant: int, case_id: str) -> Read:
        """What the page needs of a case; NotFound."""
        state = engine.standing(case_id, tenant)
        rows = queries.open_rows(tenant, case_id)
        case: Case = state.case
        alive = {token.element_id for token in state.tokens}
        for row in (*rows.tasks, *rows.jobs, *rows.timers, *rows.subscriptions):
            alive.add(row.element_id)
        facts = Facts(
            reference=case.business_key,
            site=case.site,
            status=case.status,
            alive=frozenset(alive),
            timers={row.element_id: last_day(row.fire_at) for row in rows.timers},
            variables=state.variables,
        )
        asked = requests.open_requests(engine, self.mapping, case_id, rows.subscriptions, rows.timers)
        return Read(case, facts, tuple(asked))

    def language(self, wanted: str | None, read: Read | None, accepted: str) -> Language:
        """The language of the page: asked for, else of the application, else of the browser, else German."""
        browser = [part.split(";")[0].split("-")[0].strip().lower() for part in accepted.split(",")]
        own = read.facts.variables.get("applicant") if read else None
        contact = own.get("contactLang") if isinstance(own, dict) else None
        return self.mapping.language(wanted, contact if isinstance(contact, str) else None, *browser[:10])

    def page(self, language: Language, queries: Any, tenant: int) -> out.StatusTexts:
        """The words of the page; in the demo with two applications that anybody may look into."""
        if self._demo and not self._examples:
            self._examples = tuple(self._two(queries, tenant))
        return view.page_texts(self.texts, self.mapping, language, self._examples)

    def _two(self, queries: Any, tenant: int) -> Iterator[tuple[str, str]]:
        """One of whom documents are asked for, if there is such a case, and another one."""
        cases = [case for case in queries.cases(tenant, limit=100).items if case.process_id == PROCEDURE]
        element = self.mapping.request.element

        def asked(case: Any) -> bool:
            return any(row.element_id == element for row in queries.open_rows(tenant, case.id).subscriptions)

        oldest = list(reversed(cases))
        oldest.sort(key=lambda case: not asked(case))
        for case in oldest[:2]:
            yield case.business_key, self.codes.issue(tenant, case.id, case.business_key, "demo")

    def answer(self, read: Read, documents: Sequence[Document], language: Language, visit: Visit) -> out.Status:
        """The page of a case."""
        words = view.Words(self.texts, language)
        shown = standing(read.facts, self.mapping)
        return view.answer(read.facts, shown, read.asked, documents, self.mapping, words, visit)

    def title(self, read: Read, code: str) -> str:
        """The German name of a document, under which it lies in the file."""
        return view.Words(self.texts, self.mapping.language("de")).document(code, read.facts.variables.get("documents"))

    def hand_over(self, handle: Any, tenant: int, read: Read, documents: Sequence[Document]) -> bool:
        """Let the process go on for the oldest open request when everything of it has come in; whether it was so.

        Only the oldest: a message reaches whoever has waited longest.
        """
        first = read.asked[0] if read.asked else None
        if first is None or not first.complete(documents):
            return False
        self.finish(handle, tenant, read, first, documents)
        return True

    def look_again(self, ctx: Any, tenant: int, case_id: str) -> bool:
        """Somebody handed in a document of a case: let the process go on if that was the last one awaited."""
        if ctx.documents is None:
            return False
        found = ctx.documents.cabinet.of_case(tenant, case_id, limit=MOST_DOCUMENTS)
        return self.hand_over(ctx.handle, tenant, self.read(ctx.engine, ctx.read, tenant, case_id), of_parties(found))

    def finish(self, handle: Any, tenant: int, read: Read, asked: Asked, documents: Sequence[Document]) -> None:
        """Deliver the message of a request."""
        reference = read.facts.reference
        requests.go_on(handle, self.mapping, tenant, read.case.id, reference, asked, documents)
