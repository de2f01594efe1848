"""The diagrams of these tests."""

from __future__ import annotations

from tests.kernel.diagrams import boundary, element, end, flows, message, on_message, process, service, start, user

_ERROR = '<bpmn:error id="refused" errorCode="REFUSED" />'
_MAPPED = (
    '<zeebe:ioMapping><zeebe:input source="=amount + 1" target="sum" />'
    '<zeebe:output source="=receipt" target="receipt" /></zeebe:ioMapping>'
    '<zeebe:taskHeaders><zeebe:header key="currency" value="EUR" /></zeebe:taskHeaders>'
)


def catch(element_id: str, name: str) -> str:
    """An event that waits for a message."""
    return element("intermediateCatchEvent", element_id, on_message(name))


#: One job.
WORK = process(start(), service("work"), end(), flows("start -> work -> end"))

#: A job with input, output and headers; a business error leads to a person.
CHARGE = process(
    start(),
    service("charge", _MAPPED, job="till.charge"),
    boundary("refusal", "charge", '<bpmn:errorEventDefinition errorRef="refused" />'),
    user("talk", '<zeebe:assignmentDefinition candidateGroups="akz-clerk" />', name="Talk"),
    end(),
    end("sad"),
    flows("start -> charge -> end", "refusal -> talk -> sad"),
    tops=_ERROR,
)

#: Waits for a message about its order.
LETTER = process(
    start(),
    catch("letter", "paid"),
    user("check", '<zeebe:assignmentDefinition candidateGroups="akz-clerk" />', name="Check"),
    end(),
    flows("start -> letter -> check -> end"),
    tops=message("paid", key="=order"),
)

#: Begins with a message.
BEGUN = process(
    element("startEvent", "m", on_message("application")),
    service("work"),
    end(),
    flows("m -> work -> end"),
    process_id="begun",
    tops=message("application", key=""),
)
