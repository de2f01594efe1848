"""Keeps evidence of one attempt at a job: what left, what came back, and what it meant."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import structlog

from connectors import traffic
from connectors.base import Accepted, Connector, ConnectorError, Operation, OutcomeUnknown, Refused, Reply, Unavailable
from connectors.ledger import Ledger, Letter, Part
from engine.model import Job
from engine.ports import Clock

log = structlog.get_logger(__name__)

Answer = TypeVar("Answer", Reply | Accepted, Reply | None)

#: Names that agencies give to what they confirm; nothing else of an answer is kept in clear.
_CONFIRMS = ("Id", "Reference", "At")


class Trail:
    """Implements connectors.traffic.Recorder for one attempt.

    With `commit_first` every request is committed before its first byte leaves, in one transaction with the mark that
    the job was sent; otherwise requests and answers are kept together when the attempt is over.
    """

    def __init__(
        self, ledger: Ledger, clock: Clock, job: Job, agency: str, operation: str, *, commit_first: bool
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._job = job
        self._agency = agency
        self._operation = operation
        self._commit_first = commit_first
        self._letters: list[Letter] = []
        self._open: Letter | None = None

    def leaving(self, request: traffic.Outgoing) -> None:
        """Errors: StaleLease and those of the store, all before anything was sent."""
        self._finish("superseded")
        letter = Letter(
            part=Part.REQUEST,
            exchange=str(uuid.uuid4()),
            agency=self._agency,
            operation=self._operation,
            key=self._job.key,
            at=self._clock.now(),
            body=request.body,
            media_type=request.media_type,
            target=request.target,
            tenant=self._job.tenant,
            case_id=self._job.case_id,
            business_key=self._job.business_key,
            job_id=self._job.id,
            attempt=self._job.attempts,
            outcome="sent",
            signature=traffic.looks_signed(request.body),
        )
        if self._commit_first:
            self._ledger.keep([letter], sent=(self._job.id, self._job.fence or 0))
        else:
            self._letters.append(letter)
        self._open = replace(letter, part=Part.ANSWER, body=b"", media_type="", target="", signature="none")

    def arrived(self, answer: traffic.Incoming) -> None:
        """The answer to the request that left last."""
        if self._open is not None:
            self._open = replace(
                self._open,
                at=self._clock.now(),
                body=answer.body,
                media_type=answer.media_type,
                status=answer.status,
                signature=traffic.looks_signed(answer.body),
            )

    def signed(self, state: str) -> None:
        """Of the answer, once it is here."""
        if self._open is not None and self._open.status is not None:
            self._open = replace(self._open, signature=state)

    def close(self, outcome: str, receipt: Mapping[str, str]) -> None:
        """Keep what is not kept yet. Errors: those of the store, unless the request itself is safe already."""
        self._finish(outcome, receipt)
        if not self._letters:
            return
        try:
            self._ledger.keep(self._letters)
        except Exception as error:
            if not self._commit_first:
                raise  # sending again is harmless, going on without evidence is not
            # The request is on record; losing the report on top of the answer would leave a person to find out.
            log.error("evidence.answer_lost", job=self._job.id, kind=type(error).__name__)

    def _finish(self, outcome: str, receipt: Mapping[str, str] | None = None) -> None:
        if self._open is None:
            return
        at = self._open.at if self._open.status is not None else self._clock.now()
        self._letters.append(replace(self._open, at=at, outcome=outcome, receipt=receipt or {}))
        self._open = None


def watched(
    ledger: Ledger | None,
    clock: Clock,
    job: Job,
    connector: Connector,
    operation: Operation,
    call: Callable[[], Answer],
    *,
    commit_first: bool,
) -> Answer:
    """Do the call, with evidence of it when there is a ledger."""
    if ledger is None:
        return call()
    trail = Trail(ledger, clock, job, connector.name, operation.name, commit_first=commit_first)
    try:
        with traffic.recorded(trail):
            answer = call()
    except Exception as error:
        trail.close(_word(error), _receipt(error.output) if isinstance(error, Refused) else {})
        raise
    if answer is None:
        trail.close("unknown-there", {})
    else:
        trail.close("accepted" if isinstance(answer, Accepted) else "reply", _receipt(answer.output))
    return answer


def _word(error: Exception) -> str:
    if not isinstance(error, ConnectorError):
        return "fault"
    if isinstance(error, Refused):
        return f"refused {error.code}"
    if error.outcome_unknown or isinstance(error, OutcomeUnknown):
        return f"outcome-unknown {error.code}"
    return f"{'unavailable' if isinstance(error, Unavailable) else 'misconfigured'} {error.code}"


def _receipt(output: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: value
        for name, value in output.items()
        if name.endswith(_CONFIRMS) and isinstance(value, str) and 0 < len(value) <= 100
    }
