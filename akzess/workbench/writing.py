"""What was played, written as a scenario file that anybody can read and change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import yaml

from akzess.procedure import MAIN
from akzess.scenario_file import BERLIN, plain

from .playing import Play


def written(play: Play, scenario_id: str, title: str) -> bytes:
    """The scenario: from the application over each step to what came out, in the words of `akzess test`."""
    case = play.house.case(play.case_id)
    given: dict[str, Any] = {"at": _local(play.start)}
    if play.process != MAIN:
        given["process"] = play.process
    if play.key:
        given["application"] = play.key
    if play.given:
        given["with"] = plain(play.given)
    faults = _faults(play)
    if faults:
        given["agencies"] = faults
    then: dict[str, Any] = {}
    if not case.status.open:
        outcome = play.house.engine.variables(play.case_id).get("outcome")
        then = {"outcome": outcome} if isinstance(outcome, str) else {"status": case.status.value}
    then["visited"] = play.visited()
    letters = _letters(play)
    if letters:
        then["letters"] = letters
    content = {
        "id": scenario_id,
        "title": {"de": title, "en": title},
        "given": given,
        "steps": [step for step in map(_step, play.steps) if step],
        "then": then,
    }
    return yaml.dump(content, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120).encode()


class _Plain(yaml.SafeDumper):
    """Decimals as they are written, and no anchors for what occurs twice."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never."""
        return True


_Plain.add_representer(
    Decimal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", _number(value))
)


def _number(value: Decimal) -> str:
    text = f"{value:f}"
    return text if "." in text else f"{text}.0"


def _step(step: Mapping[str, Any]) -> dict[str, Any] | None:
    (kind, wanted), *_ = step.items()
    if kind == "complete":
        return {
            "completes": wanted["task"],
            "as": wanted["as"],
            "answers": plain(wanted["answers"]),
            "only": True,  # nothing of the stand-in clerks: this person's answers and no others
        }
    if kind == "receives":
        return {
            "receives": plain(
                {"message": wanted["message"], "key": wanted["key"], "payload": wanted.get("payload") or {}}
            )
        }
    if kind == "agency":
        return None
    return {kind: _local(wanted) if kind == "until" else wanted}


def _faults(play: Play) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for step in play.steps:
        wanted = step.get("agency")
        if wanted:
            fault = {"kind": wanted["fault"], "times": int(wanted.get("times") or 1)}
            found.setdefault(wanted["name"], {"fail": []})["fail"].append(fault)
    return found


def _letters(play: Play) -> list[str]:
    with play.house.store.unit_of_work() as work:
        jobs = work.jobs_of(play.case_id)
    inputs = [job.payload.get("input") or {} for job in jobs if job.type == "post.sendLetter"]
    rows = [str(one["template"]) for one in inputs if one.get("template")]
    return list(dict.fromkeys(rows))


def _local(moment: Any) -> str:
    """To the second in Berlin's time, with its offset where that is not plain."""
    if not isinstance(moment, datetime):
        moment = datetime.fromisoformat(str(moment))
    return str(moment.astimezone(BERLIN).isoformat(timespec="microseconds" if moment.microsecond else "seconds"))
