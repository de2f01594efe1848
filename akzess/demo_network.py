"""Fills a new platform's network: contacts, consultations of its cases, proposals, a survey that is over and one that runs."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from authority.partners.minimised import outgoing
from authority.partners.network import load as network
from authority.survey.questionnaire import load as survey
from authority.working_group.report import quarter_of
from engine.deadlines import local_day
from service.survey import counting
from service.survey.taking import NEW, SHOWN
from store.partners import PartnerContact, PartnerRequest
from store.partners.records import ANSWERED, OPEN
from store.survey import SurveyAnswer, SurveyText, SurveyWave, TrainingRecord
from store.working_group import StandardProposal, StandardRemark

from .house import TENANT, House
from .people import SITES

#: Invented people of partners: partner, name, task, languages, whom they stand in for (its place in this list).
CONTACTS = (
    ("HWK_CHEMNITZ", "Kim Beispiel", "Existenzgründung", ("de", "en"), None),
    ("HWK_CHEMNITZ", "Robin Muster", "Vertretung", ("de",), 0),
    ("IHK_LEIPZIG", "Sascha Probe", "Standortpolitik", ("de", "en"), None),
    ("BA_AMZ", "Toni Exempel", "Team Sachsen", ("de", "en"), None),
    ("MELDEAMT", "Uli Vorlage", "Auskünfte", ("de",), None),
    ("UNIV", "Alex Platzhalter", "International Office", ("de", "en", "es"), None),
)
PROPOSALS = (
    ("Erinnerung an die Kammer nach zehn Tagen", "Stellungnahmen kommen oft erst am letzten Tag der Frist.",
     "T09 erinnert nach 10 statt nach 14 Tagen.", "hwk", "holger", "open"),
    ("Eine Checkliste je Fallgruppe in einfacher Sprache", "Viele Nachforderungen betreffen dieselben drei Unterlagen.",
     "Die Liste der Unterlagen nennt zu jeder ein Beispiel.", "akz-lead", "carla.c", "accepted"),
)  # fmt: skip
#: Questions of the last quarter: kind, what came back, how many of nine came late.
WHO = {
    "applicant": {"familyName": "Muster", "givenNames": "Linh", "birthDate": "1991-04-02"},
    "business": {"activity": "Tischlerei", "locationAgs": "14511000"},
}
PAST: tuple[tuple[str, dict[str, str], int], ...] = (
    ("MELDEAMT_ADDRESS", {"address": "Musterweg 2", "familyStatus": "LEDIG"}, 0),
    ("GEWERBEAMT_LICENCE", {"registered": "NEIN", "licenceStatus": "NICHT_ERFORDERLICH"}, 2),
    ("SOZIALAMT_BENEFITS", {"benefits": "NEIN"}, 1),
)
WORDS = ("Alles wurde gut erklärt.", "Die Wartezeit auf den Termin war lang.")


class _Network:
    """Ids are drawn from a seed, so that the same demo comes out."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.store: Any = house.store
        self.now: datetime = house.clock.now()
        self.chance = random.Random(23)

    def new(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    def contacts(self) -> None:
        ids: list[str] = []
        for number, (partner, name, task, languages, whom) in enumerate(CONTACTS):
            ids.append(self.new())
            phone, email = f"+49 30 23125 {500 + number}", f"{name.split()[0].lower()}@example.org"
            stands_in = None if whom is None else ids[whom]
            row = PartnerContact(
                TENANT, ids[-1], partner, name, task, phone, email, self.now, "demo", languages, stands_in
            )
            self.store.put(row)

    def consultations(self) -> None:
        """Two of the first cases are asked about; one answer is there."""
        asked = network().consultations["MELDEAMT_ADDRESS"]
        cases = [one for one in self.house.read.cases(TENANT, limit=20).items if one.status.open and one.site][:2]
        for number, case in enumerate(cases):
            answered = number == 1
            told = {"at": self.now.isoformat(), "fields": {"address": "Musterweg 1", "familyStatus": "LEDIG"}}
            self.store.put(
                PartnerRequest(
                    tenant=TENANT,
                    id=self.new(),
                    partner="MELDEAMT",
                    site=case.site,
                    case_id=case.id,
                    business_key=case.business_key,
                    agency="",
                    kind=asked.kind,
                    key=self.new(),
                    reference="",
                    state=ANSWERED if answered else OPEN,
                    version=2 if answered else 1,
                    due_on=(local_day(self.now) + timedelta(days=asked.days - 3)).isoformat(),
                    created_at=self.now - timedelta(days=3),
                    created_by="",
                    content={
                        "out": outgoing(asked, self.house.engine.variables(case.id), {}),
                        "answers": [told] if answered else [],
                    },
                    answered_at=self.now if answered else None,
                    answered_by="malte" if answered else None,
                )
            )

    def answered(self) -> None:
        """What departments answered in the quarter that the report shows: their service levels can be measured.

        Of cases that are over and gone, like those in the statistics of the demo.
        """
        last = quarter_of(local_day(self.now)).first - timedelta(days=1)
        start = datetime.combine(quarter_of(last).first, datetime.min.time(), self.now.tzinfo) + timedelta(hours=9)
        places = network()
        for kind, fields, late in PAST:
            asked = places.consultations[kind]
            for number in range(9):
                at = start + timedelta(days=number * 8 + self.chance.randrange(5))
                site = self.chance.choice(tuple(SITES))
                partner = places.at(asked.role, site)
                took = asked.days + 4 if number < late else self.chance.randrange(1, asked.days)
                done = at + timedelta(days=took)
                typed = {one.name: "§ 87 Abs. 2 AufenthG" for one in asked.typed}
                self.store.put(
                    PartnerRequest(
                        tenant=TENANT,
                        id=self.new(),
                        partner=partner.id if partner else "",
                        site=site,
                        case_id=self.new(),
                        business_key=f"AKZ-{site}-{at.year}-{900_000 + self.chance.randrange(90_000):06}",
                        agency="",
                        kind=kind,
                        key=self.new(),
                        reference="",
                        state=ANSWERED,
                        version=2,
                        due_on=(local_day(at) + timedelta(days=asked.days)).isoformat(),
                        created_at=at,
                        created_by="",
                        content={
                            "out": outgoing(asked, WHO, typed),
                            "answers": [{"at": done.isoformat(), "fields": fields}],
                        },
                        answered_at=done,
                        answered_by="malte",
                    )
                )

    def proposals(self) -> None:
        for number, (title, reason, text, participant, person, state) in enumerate(PROPOSALS, 1):
            at = self.now - timedelta(days=40 - number)
            decided = state == "accepted"
            row = StandardProposal(
                TENANT,
                self.new(),
                number,
                title,
                reason,
                text,
                participant,
                state,
                2 if decided else 1,
                at,
                person,
                decided_at=self.now - timedelta(days=5) if decided else None,
                decided_by="ida" if decided else None,
                decision="Einstimmig angenommen." if decided else None,
                standard=f"{self.now.year + 1}-1" if decided else None,
                valid_from=f"{self.now.year + 1}-01-01" if decided else None,
            )
            self.store.put(row)
            self.store.put(
                StandardRemark(
                    TENANT, self.new(), row.id, "ihk", "ines", "Aus unserer Sicht zu schaffen.", at + timedelta(days=2)
                )
            )
        with self.store.unit_of_work() as work:
            for _ in PROPOSALS:
                work.next_number(TENANT, "standard-proposal")
            work.commit()

    def surveys(self) -> None:
        today = local_day(self.now)
        asked = survey().newest
        over = SurveyWave(
            TENANT,
            self.new(),
            "Probewelle",
            asked.version,
            (today - timedelta(days=90)).isoformat(),
            (today - timedelta(days=30)).isoformat(),
            self.now - timedelta(days=95),
            "ida",
        )
        running = SurveyWave(
            TENANT,
            self.new(),
            f"Welle {today.year}",
            asked.version,
            (today - timedelta(days=5)).isoformat(),
            (today + timedelta(days=60)).isoformat(),
            self.now - timedelta(days=6),
            "ida",
        )
        self.store.put(over)
        self.store.put(running)
        with self.store.unit_of_work() as work:
            for site, count in zip(SITES, (24, 6, 18, 21), strict=True):
                for _ in range(count):
                    ratings = {item: self.chance.choice((1, 1, 2, 2, 3, 4, 0)) for item in asked.ratings("applicants")}
                    work.put(SurveyAnswer(TENANT, self.new(), over.id, "applicants", site, ratings))
                    group = self.chance.choice(("FG1", "FG1", "FG6"))
                    counting.returned(work, TENANT, over.id, "applicants", site, group, ratings)
                counting.given_out(work, TENANT, over.id, "applicants", site, count + 9)
            work.put(
                SurveyText(TENANT, self.new(), over.id, "applicants", "words", "", SHOWN, WORDS[0], "mara", self.now)
            )
            work.put(SurveyText(TENANT, self.new(), over.id, "applicants", "words", WORDS[1], NEW))
            for person, site, course in (
                ("alma.c", "C", "INTERCULTURAL_1"),
                ("carla.c", "C", "ADVICE"),
                ("anna.dd", "DD", "ENGLISH_COUNTER"),
            ):
                day = (today - timedelta(days=50)).isoformat()
                work.put(TrainingRecord(TENANT, self.new(), person, site, course, day, "demo", self.now))
            work.commit()


def fill(house: House) -> None:
    """Everything is invented and looks like it."""
    made = _Network(house)
    made.contacts()
    made.consultations()
    made.answered()
    made.proposals()
    made.surveys()
