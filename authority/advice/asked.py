"""What somebody tells the checklist about a plan to live and work here; nothing of it says who he is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Qualification = Literal["NONE", "DEGREE", "TRAINING", "EXPERIENCE"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The answers; None is "not told". Amounts are EUR a year before tax, states DESTATIS keys, Germany is "000".

    `purpose`: FG1 to FG9 (domain document 1.2). `process_type`: ERSTERTEILUNG, VERLAENGERUNG, ZWECKWECHSEL or
    ARBEITGEBERWECHSEL. `site`: code of the place where one lives or will work; "" for elsewhere. `title`: the present
    title (`currentTitle.kind`). `isco`: a code of the occupation; `level`: what the job asks for, in the asker's own judgement.
    `recognition`: `recognitionStatus` of the form (6.1). `qualified_in`: state of the qualification.
    """

    purpose: str
    process_type: str
    site: str
    nationality: str
    age: int | None = None
    inside: bool = False
    title: str = "NONE"
    offer: bool = False
    isco: str = ""
    level: Literal["", "DEGREE", "TRAINING", "HELPER"] = ""
    gross: Decimal | None = None
    contract_months: int | None = None
    agency_work: bool = False
    qualification: Qualification = "NONE"
    qualified_in: str = ""
    recognition: str = "NONE"
    years_since_degree: int | None = None
    experience_years: int | None = None
    regulated: bool = False
    german: str = "NONE"
    english: str = "NONE"
    business: str = ""
    crafts: str = "NONE"
    liberal_profession: str = ""
    enrolled: bool = False
    hosting_agreement: bool = False
    institution_recognised: bool = False
    studies_completed: bool = False
    public_scholarship: bool = False
    relation: str = ""
    sponsor_title: str = ""
    sponsor_group: str = ""
    title_months: int | None = None
    pension_months: int | None = None
