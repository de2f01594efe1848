"""What an applicant does on the page of the case, for what is played: agree to retrieve decisions, retrieve, withdraw."""

from __future__ import annotations

from authority.intake import NoticeKind, Standing, standing
from engine.deadlines import local_day
from service.portal.delivering import Delivering
from service.portal.noticing import Noticing, noticing, told_of

from .house import VirtualHouse
from .scenario_file import BadScenario


def act(house: VirtualHouse, case_id: str, what: str) -> None:
    """Do one of `consents`, `retrieves`, `withdraws`, or let the chore say what is due (`announces`). Error: BadScenario."""
    delivering = Delivering(house.store, house.clock.now, house.ledger)
    said = noticing(house.store, house.clock.now, house.handle, house.agencies.by_name, house.engine, delivering)
    if what == "consents":
        delivering.give(case_id, "de")
    elif what == "retrieves":
        _retrieve(house, case_id, delivering, said)
    elif what == "withdraws":
        for offer in delivering.withdraw(case_id):
            said.say(told_of(offer, NoticeKind.ENDED))
    elif what == "announces":
        said.round()
    else:
        raise BadScenario(f"nobody {what} on the page of the case")
    house.timeline.quiet()


def _retrieve(house: VirtualHouse, case_id: str, delivering: Delivering, said: Noticing) -> None:
    today = local_day(house.clock.now())
    offers = [one for one in delivering.provisions(case_id) if standing(one, today) is Standing.OPEN]
    if not offers:
        raise BadScenario("there is nothing to be retrieved")
    found = delivering.retrieve(case_id, house.case(case_id).business_key, offers[0].document_id)
    said.say(told_of(found))
