"""What section 6 of the domain document asks of the forms, and a way to fill any form with acceptable answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from engine.forms import Verdict, validate
from processes import AKZESS

NOW = datetime(2026, 10, 21, 9, tzinfo=UTC)
FORMS = sorted(path.stem for path in AKZESS.glob("forms/*.form"))
KEYED = {
    "textfield", "textarea", "number", "datetime", "checkbox", "radio", "select", "taglist", "checklist", "expression",
}  # fmt: skip

#: form(s): keys of section 6, `*` = required. A key is a field's key, a group's path, or a field's property `spec`.
SECTION_6 = {
    "ut-intake": """familyName* givenNames* birthName birthDate* birthPlace* birthCountry* sex* maritalStatus*
        nationality* religion passportNo* passportAuthority* passportIssued* passportExpiry* currentTitle entryDate
        entryTitle address* movedInOn phone email* contactLang purpose* processType* employer* jobTitle* kldb isco
        jobStart* jobEnd hours* gross* qualification* business* study* family livelihood* healthInsurance*
        convictions* securityQuestions representative assoc80 docs truthDeclaration* infoNotice*""",
    "ut-compl": """item code* state* source identityProof* result* deadlineDays* missingText* translations fiction
        complexity""",
    "ut-legal": """row* purpose* legalBasis* normText claimType ba baOverrideReason chamber recognition* thresholdYear
        gross thresholdMet age45 profile validity familyLink assignedSecond""",
    "ut-ba": """ezbReceivedOn* ezbSigned* ezbComplete* jobChangesSince priorityCheckNeeded globalConsent agencyWork
        vorrangPeriod transmissionProof fictionDate baReference status procedure occasion legalBasis deadlineWeeks
        name* street* plz* city* contact* phone* email betriebsnummer* foundedWithin24Months start* end workPlaceType*
        title* description* kldb isco licenceRequired licenceName hoursPerWeek* workTimeType* overtimeObligation
        overtimeHoursPerMonth overtimeCompensation vacationDays* boundByTariff tariffTermsApplied tariffName payGroup
        gross* grossUnit* annualGross* benefitInKind benefitValue variablePay variableValue socialInsuranceDE
        socialInsuranceReason remarks kind* country obtainedOn recognised jobWillBePerformed declarationPlace
        declarationDate""",
    "ut-ch-review": """chamber* requestDate* dueDate* receivedOn ratings regionalNeed* economicEffect financing viability
        experience employmentTraining innovation text conditions documentId positiveEffect* financingSecured*
        deviationReason* tradeLicenceStatus pensionProof decisionProposal""",
    "ut-hear ut-hear-reply": "grounds* deadlineDays* options replyOn replyText newFacts* interpreter",
    "ut-decide": """outcome* titleType* legalBasis* validFrom* validTo employmentRemark* baRestriction conditions
        reasons* instruction* translationRequested departureDays refund secondClerk* notifyEmployer""",
    "ut-handout": """cardNo* identityCheck* personCollecting chipReadOk* oldCardReturned* fingerprintsDeleted*
        infoDuties* signatureDigital* date* complaints""",
    "ut-req82": "items deadline language channel proof",
    "ut-sec": "querySent result* seal",
    "ut-fee": "code amount waiver waiverReason secondClerk paidOn receipt",
    "ut-81a ut-81a-agree": """agreement1* agreement2* agreement3* agreement4* agreement5* agreement6* agreement7*
        agreement8* powerOfAttorney* feePaid recognitionBody targetDate""",
    "ut-ba-info": "missingItem askedWhom deadline answer",
    "ut-fiction-confirm": "transmissionProof* noNotice* calendar*",
    "ut-gew": "trade* licence* findings",
    "ut-appt": "type* slot* language reminderChannel",
    "ut-advice": "purpose* topic* duration* channel*",
    "ut-withdraw": "who* when* feeConsequence",
}

_BY_PATTERN = {
    "^[^0-9]*$": "Muster",
    "^[0-9]{8}$": "09912342",
    "^[0-9]{5}$": "01069",
    "^(0[1-9]|1[0-6])[0-9]{6}$": "14612000",
    "^14[0-9]{6}$": "14612000",
    "^[0-9]{4}[1-4]$": "43414",
    "^[0-9]{4}$": "2512",
    "^[0-9]{12}$": "123456789012",
    "^[0-9a-f]{64}$": "0" * 64,
    "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$": "00000000-0000-4000-8000-000000000044",
    "^(19|20)[0-9]{2}-(0[0-9]|1[0-2])-00$": "1990-05-00",
    "^[0-9]{2}([.][0-9]{1,2}([.][0-9])?)?$": "62.01",
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}.*$": "2026-10-28T09:00:00+01:00",
}


@cache
def schema(form: str) -> Mapping[str, Any]:
    read: dict[str, Any] = json.loads((AKZESS / "forms" / f"{form}.form").read_text(encoding="utf-8"))
    return read


def fields(node: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """Every component below `node`, and whether it or one inside it must be answered."""
    for component in node.get("components", ()):
        yield component, must(component)
        yield from fields(component)


def must(component: Mapping[str, Any]) -> bool:
    """Whether a component, or one inside it, has to be answered when shown."""
    own = component.get("validate", {}).get("required", False)
    return bool(own or any(must(inner) for inner in component.get("components", ())))


def acceptable(field: Mapping[str, Any]) -> Any:
    """A value that the rules of one field accept."""
    rules = field.get("validate", {})
    kind = field["type"]
    if kind in {"radio", "select"}:
        return field["values"][0]["value"]
    if kind in {"taglist", "checklist"}:
        return [field["values"][0]["value"]] if field.get("values") else []
    if kind == "checkbox":
        return True
    if kind == "number":
        return max(rules.get("min", 1), min(1, rules.get("max", 1)))
    if kind == "datetime":
        return "2026-11-02"
    if "pattern" in rules:
        return _BY_PATTERN.get(rules["pattern"], "18B")
    if rules.get("validationType") == "email":
        return "person@example.org"
    if rules.get("validationType") == "phone":
        return "+4935112345"
    return "Begründung " * (1 + rules.get("minLength", 1) // 10) if kind == "textarea" else "Beispiel"


def filled(form: str, **chosen: Any) -> dict[str, Any]:
    """Acceptable answers to every field of `form` that is shown when `chosen` was answered first."""
    answers: dict[str, Any] = dict(chosen)
    for _ in range(6):
        wanted = _answers(schema(form), answers, {})
        answers = _merged(_shown(form, wanted), chosen)
    return answers


def _answers(node: Mapping[str, Any], given: Mapping[str, Any], into: dict[str, Any]) -> dict[str, Any]:
    for component in node.get("components", ()):
        kind, key = component["type"], component.get("key") or component.get("path")
        if kind == "group":
            inner = into.setdefault(key, {}) if key else into
            _answers(component, given.get(key) or {} if key else given, inner)
        elif kind == "dynamiclist":
            into[key] = [_answers(component, {}, {})]
        elif kind in KEYED and not component.get("readonly"):
            into[key] = given[key] if given.get(key) is not None else acceptable(component)
    return into


def _shown(form: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    data = validate(schema(form), answers, now=NOW).data
    return _without_empty(data)


def _without_empty(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {key: _without_empty(value) for key, value in node.items() if value not in (None, "")}
    return node


def _merged(answers: dict[str, Any], chosen: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in chosen.items():
        if isinstance(value, Mapping):
            answers[key] = _merged(dict(answers.get(key) or {}), value)
        else:
            answers[key] = value
    return answers


def verdict(form: str, answers: Mapping[str, Any], **context: Any) -> Verdict:
    return validate(schema(form), answers, context=context, now=NOW)


def refused(form: str, answers: Mapping[str, Any], **context: Any) -> set[tuple[str, str]]:
    """Where and why the answers are refused."""
    return {(error.pointer, error.code) for error in verdict(form, answers, **context).errors}
