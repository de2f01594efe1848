"""Fills a new platform's portal: an application that somebody has begun, its employer's link, messages of a case."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

from authority.intake import EmployerInvitation, InvitationKind, PortalMessage, Sender
from service.portal.inviting import GOOD, hashed_link
from service.status.codes import hashed, plain
from store.intake.drafts import Drafts

from .house import TENANT, House

#: Printed by `make run`, so that anybody can try it; a platform with accounts of its own has none of this.
REFERENCE, CODE, TOKEN = "E-DEM0-0001", "DEM0-DEM0-DEM0", "demo-link-of-an-employer-0000000001"
ANSWERS = {
    "purpose": "FG1",
    "processType": "ERSTERTEILUNG",
    "applicant": {"familyName": "Beispiel", "givenNames": "Anjali", "birthDate": "1992-03-14", "contactLang": "en"},
    "employer": {"name": "Beispiel Software GmbH"},
    "job": {"title": "Softwareentwicklerin"},
}
MESSAGES = (
    (Sender.APPLICANT, "applicant", "Can I bring my diploma to the appointment?"),
    (Sender.OFFICE, "anna", "Yes, please bring the original. / Ja, bitte bringen Sie das Original mit."),
    (Sender.APPLICANT, "applicant", "Thank you!"),
)


def fill(house: House, drafts: Drafts) -> None:
    """Everything is invented and looks like it; what is there already stays."""
    if drafts.by_reference(TENANT, REFERENCE) is not None:
        return
    store: Any = house.store
    now, chance = house.clock.now(), random.Random(29)
    salt = bytes(chance.randrange(256) for _ in range(16))
    draft = drafts.begin(
        tenant=TENANT,
        draft_id=str(UUID(int=chance.getrandbits(128), version=4)),
        reference=REFERENCE,
        code_hash=hashed(plain(CODE), salt),
        salt=salt,
        language="en",
        content={"answers": ANSWERS, "page": "person"},
    )
    store.put(
        EmployerInvitation(
            tenant=TENANT,
            id=str(UUID(int=chance.getrandbits(128), version=4)),
            token_hash=hashed_link(TOKEN),
            kind=InvitationKind.EZB.value,
            created_at=now,
            expires_at=now + GOOD,
            invited_by="applicant",
            draft_id=draft.id,
        )
    )
    for case in [one for one in house.read.cases(TENANT, limit=20).items if one.process_id == "akzess-main"][:3]:
        for number, (sender, author, text) in enumerate(MESSAGES):
            at = now - timedelta(hours=len(MESSAGES) - number)
            store.put(PortalMessage(TENANT, case.id, f"demo-{number}", sender.value, author, text, at))
