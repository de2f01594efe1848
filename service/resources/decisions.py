"""Why it was decided so: decision tables, the rules that matched, their conditions in words."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from .base import ElementId, Moment, Page, Resource, Text


class DecisionInput(Resource):
    """What a table was asked with; `value` is null when it is sealed or no longer known."""

    table: str = Field(examples=["D3_BaApproval"])
    name: Text
    value: Any = Field(examples=[51000])
    sealed: bool = False


class RuleCondition(Resource):
    """One cell of a rule that counted: the test as it stands in the table, and in words."""

    input: Text
    test: str = Field(examples=[">= parameter.bc.regular"])
    words: Text
    value: Any = Field(examples=[51000])
    sealed: bool = False


class MatchedRule(Resource):
    """A rule that counted. `annotation` is what the table's author wrote beside it, `norms` the law it follows."""

    table: str = Field(examples=["D3_BaApproval"])
    index: int = Field(ge=1, examples=[3])
    id: str = Field(examples=["D3_BaApproval_r3"])
    annotation: Text | None = None
    norms: list[str] = Field(examples=[["§ 39 Abs. 1 AufenthG"]])
    conditions: list[RuleCondition]
    outputs: dict[str, Any] = Field(examples=[{"required": "Y"}])


class DecisionTable(Resource):
    """A table that was asked on the way."""

    id: str = Field(examples=["D3_BaApproval"])
    description: Text
    hit_policy: str = Field(examples=["FIRST"])


class Decision(Resource):
    """A decision with the rules that led to it. `faithful`: today's data still lead to the same rules, so the values
    shown are those that counted; otherwise they are left out."""

    seq: int = Field(ge=1, examples=[6])
    at: Moment
    element_id: ElementId
    decision_id: str = Field(examples=["D3_BaApproval"])
    name: Text
    description: Text
    tables: list[DecisionTable]
    inputs: list[DecisionInput]
    matched_rules: list[MatchedRule]
    result: Any = Field(examples=[{"required": "Y"}])
    hit_policy: str = Field(examples=["FIRST"])
    faithful: bool = True


class DecisionPage(Page[Decision]):
    """Decisions of a case, newest first."""
