"""Four eyes are two natural persons (K27), whatever the account, the session, the role or the deputy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import commands as c
from engine.errors import FourEyes
from engine.model import Actor
from tests.kernel.diagrams import end, flows, process, start, user
from tests.kernel.office import Office

ANNA = Actor("anna", "anna", frozenset({"clerk"}))
GROUPS = '<zeebe:userTask /><zeebe:assignmentDefinition candidateGroups="clerk,second" />'
FOUR_EYES = process(
    start(),
    user("check", GROUPS),
    user("sign", GROUPS + '<akzess:separation from="check" />'),
    end(),
    flows("start -> check -> sign -> end"),
)


@pytest.mark.parametrize(
    "again",
    [
        ANNA,
        replace(ANNA, account="anna.admin", groups=frozenset({"clerk", "system-admin"})),
        replace(ANNA, account="token-of-anna"),
        replace(ANNA, on_behalf_of="bert"),
        replace(ANNA, groups=frozenset({"second"})),
    ],
    ids=["session", "account", "token", "deputy", "role"],
)
def test_k27_the_same_person_does_not_sign_a_second_time(office: Office, again: Actor) -> None:
    office.runs(FOUR_EYES)
    office.completes("check")

    task = office.task("sign")
    with pytest.raises(FourEyes):
        office.engine.handle(c.ClaimTask(task_id=task.id, actor=again))
