"""Everything behind the advice pages as one object: checklist, knowledge pages and answer templates in a language."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from authority.advice import Asked, as_application
from processes import AKZESS, Texts, load_texts
from processes.answers import Answer, Answers, fill, load_answers
from processes.knowledge import Knowledge, Page, filled, load_knowledge
from processes.languages import Language, load_languages
from store.queries import Queries

from ..limits import Buckets, Rate
from ..resources import advice as out
from ..resources.base import Day
from ..status.mapping import load as load_contacts
from .checking import Basis, Checked, Tables

_BERLIN = ZoneInfo("Europe/Berlin")
#: Questions to the tables from one address: somebody who tries things out, not a program that asks for everything.
_QUESTIONS = Rate(60, 60.0, burst=40)
_PURPOSES = tuple(f"FG{number}" for number in range(1, 10))


class Advice:
    """One per process; `constants` are the law's values of a day (akzess.procedure)."""

    def __init__(self, tenant: int, constants: Callable[[datetime], Mapping[str, Any]]) -> None:
        self._tables = Tables(tenant, constants)
        self._texts: Texts = load_texts()
        self.knowledge: Knowledge = load_knowledge()
        self.answers: Answers = load_answers()
        self.languages = load_languages()
        self.contacts = load_contacts().contacts
        self._asking = Buckets(_QUESTIONS)
        iso = AKZESS / "iso-states.yaml"
        self._iso: Mapping[str, str] = yaml.safe_load(iso.read_text(encoding="utf-8")) if iso.exists() else {}

    def must_wait(self, address: str) -> int:
        """Seconds until an address may ask the tables again; 0: now."""
        return self._asking.take(address, time.monotonic())

    def language(self, wanted: str | None, accepted: str = "") -> Language:
        """The one asked for, else the browser's, else German."""
        browser = [part.split(";")[0].strip() for part in accepted.split(",")][:10]
        return self.languages.first([wanted, *browser])

    def choices(self, states: list[dict[str, str]], now: datetime) -> out.AdviceChoices:
        """What the checklist offers; `states` as the code list of the day has them."""
        parameter = self._tables.parameter(now)
        feature = parameter.get("feature", {})
        return out.AdviceChoices(
            sites=[
                out.AdviceSite(code=one["code"], name=one["name"], name_en=one["nameEn"]) for one in parameter["sites"]
            ],
            states=[
                out.AdviceState(key=one["key"], iso=self._iso.get(one["key"]), de=one["de"], en=one["en"])
                for one in states
                if one["key"] not in ("000", "998", "999")
            ],
            purposes=[one for one in _PURPOSES if feature.get(one, True)],
        )

    def check(self, read: Queries, asked: Asked, language: Language, now: datetime) -> out.AdviceAnswer:
        """What the deployed tables say about a plan; nothing is kept."""
        today = now.astimezone(_BERLIN).date()
        application = as_application(asked, today, self._tables.parameter(now)["sites"])
        return self._told(self._tables.check(read, application, now), language, today)

    def _told(self, checked: Checked, language: Language, day: Day) -> out.AdviceAnswer:
        eligible, change, site = checked.eligible or {}, checked.change or {}, checked.site or {}
        refused = eligible.get("result") == "NOT_ELIGIBLE"
        return out.AdviceAnswer(
            eligible=eligible.get("result"),
            eligible_text=self._text(eligible.get("textKey"), language),
            change=change.get("result"),
            change_text=self._text(change.get("textKey"), language),
            site=site.get("code"),
            office=(site.get("office") or {}).get("name"),
            bases=[] if refused else [self._basis(one, checked.parameter, language) for one in checked.bases],
            notes=[] if refused else [str(row["row"]) for row in checked.notes],
            version=checked.version,
            day=day,
            language=language.code,
        )

    def _basis(self, basis: Basis, parameter: Mapping[str, Any], language: Language) -> out.AdviceBasis:
        row, approval, recognition, fee = basis.option, basis.approval or {}, basis.recognition, basis.fee
        timers = parameter.get("timer", {})
        weeks = approval.get("weeks")
        return out.AdviceBasis(
            row=str(row["row"]),
            legal_basis=str(row["legalBasis"]),
            title_type=str(row.get("titleType") or ""),
            claim=str(row.get("claim") or ""),
            approval=approval.get("requirement"),
            approval_weeks=None if weeks is None else int(weeks),
            bodies=[out.AdviceBody(body=str(b["body"]), mandatory=bool(b.get("mandatory"))) for b in basis.bodies],
            recognition=None
            if recognition is None
            else out.AdviceRecognition(
                requirement=str(recognition["requirement"]),
                body=recognition.get("body"),
                norm=str(recognition.get("norm") or ""),
            ),
            documents=[self._document(one, language) for one in basis.documents],
            fee=None if fee is None else _fee(fee),
            decision_weeks=_weeks(timers.get("T01", {}).get("duration", "P4W")),
            statutory_days=60 if "P60" in str(row.get("profile")) else None,
            validity=row.get("maxValidity"),
        )

    def _document(self, row: Mapping[str, Any], language: Language) -> out.AdviceDocument:
        german, code = str(row["nameDe"]), str(row["code"])
        own = self._texts.languages.get(language.code, {}).get(f"document.{code}")
        fallback = german if "de" in language.chain[:2] else str(row["nameEn"])
        return out.AdviceDocument(
            code=code,
            name=own or fallback,
            name_de=german,
            required=row.get("required") is not False,
            source=str(row.get("source") or ""),
        )

    def _text(self, key: Any, language: Language) -> str | None:
        return None if not isinstance(key, str) else self._texts.get(key, language.code)

    # -- knowledge

    def pages(self, language: Language, words: str = "") -> out.KnowledgePages:
        """The pages in a language, or those that a search finds."""
        found = self.knowledge.search(words, language.code) if words.strip() else self.knowledge.all(language.code)
        return out.KnowledgePages(items=[self._head(page) for page in found], language=language.code)

    def page(self, key: str, language: Language, now: datetime) -> out.KnowledgePage | None:
        """One page with the law's values of the day; None for a key that is none."""
        page = self.knowledge.page(key, language.code)
        if page is None:
            return None
        parameter = {**self._tables.parameter(now)}
        parameter["site"] = {one["code"]: _line(one["office"]) for one in parameter["sites"]}
        head = self._head(page)
        return out.KnowledgePage(
            **head.model_dump(),
            body=[out.KnowledgeBlock(kind=b.kind, text=filled(b.text, parameter, page.language)) for b in page.body],
            law=list(page.law),
            checked=page.checked,
        )

    def _head(self, page: Page) -> out.KnowledgeHead:
        own = self.languages.get(page.language)
        return out.KnowledgeHead(
            key=page.key,
            title=page.title,
            summary=page.summary,
            language=page.language,
            dir=own.dir if own else "ltr",
            machine=page.machine,
        )

    # -- answer templates

    def templates(self) -> out.AnswerTemplates:
        """All answer templates with all their languages."""
        return out.AnswerTemplates(items=[_template(one) for one in self.answers.items])

    def fill(self, template: Answer, language: Language, values: Mapping[str, str]) -> out.FilledTemplate:
        """A template with the values of a case, and the German text beside it, which binds."""
        own = template.wording(language.code, self.languages)
        leading = template.texts["de"]
        subject, _ = fill(own.subject, values)
        text, open_ = fill(own.body, values)
        german, _ = fill(leading.body, values)
        found = self.languages.get(own.language)
        return out.FilledTemplate(
            key=template.key,
            language=own.language,
            dir=found.dir if found else "ltr",
            subject=subject,
            text=text,
            german=german,
            open=list(open_),
            machine=own.machine,
        )


def _fee(fee: Mapping[str, Any]) -> out.AdviceFee:
    items = [
        out.AdviceFeeItem(code=str(i["code"]), amount=i["amount"], norm=str(i.get("norm") or ""))
        for i in fee.get("items") or []
    ]
    return out.AdviceFee(total=fee["total"], items=items, reduction=str(fee.get("reduction") or "NONE"))


def _weeks(duration: str) -> int:
    digits = "".join(sign for sign in duration if sign.isdigit())
    return int(digits) if duration.endswith("W") else max(1, int(digits or 0) // 7)


def _line(office: Mapping[str, str]) -> str:
    return f"{office['name']}, {office['street']} {office['houseNo']}, {office['plz']} {office['city']}"


def _template(one: Answer) -> out.AnswerTemplate:
    places = sorted({name for text in one.texts.values() for name in text.places})
    return out.AnswerTemplate(
        key=one.key,
        topic=one.topic,
        title_de=one.de,
        title_en=one.en,
        places=places,
        texts=[
            out.TemplateText(language=t.language, subject=t.subject, body=t.body, machine=t.machine)
            for t in one.texts.values()
        ],
    )
