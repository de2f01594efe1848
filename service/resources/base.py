"""What all answers share: camelCase names, nothing beside the declared fields, ready-made kinds of fields."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from store.codec import dumps

T = TypeVar("T")

CASE = "0199f3a2-7c1b-7e4d-9a52-3f6c1d2e4b5a"

CaseId = Annotated[str, Field(examples=[CASE])]
TaskId = Annotated[str, Field(examples=[f"{CASE}.7"])]
BusinessKey = Annotated[str, Field(examples=["AKZ-DD-2026-000042"])]
ProcessId = Annotated[str, Field(examples=["akzess-main"])]
ElementId = Annotated[str, Field(examples=["UT-COMPL"])]
Site = Annotated[str, Field(examples=["DD"])]
Group = Annotated[str, Field(examples=["akz-clerk"])]
Person = Annotated[str, Field(examples=["anna.dd"])]
Name = Annotated[str, Field(examples=["Anna Beispiel"])]
Moment = Annotated[datetime, Field(examples=["2026-10-21T08:15:00+00:00"])]
Day = Annotated[date, Field(examples=["2026-11-19"])]
Version = Annotated[int, Field(ge=0, examples=[12])]
Count = Annotated[int, Field(ge=0, examples=[3])]


class Resource(BaseModel):
    """An answer of the API or a part of one."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="forbid",
        json_schema_serialization_defaults_required=True,
    )

    def plain(self) -> dict[str, Any]:
        """Plain values under the names of the wire; decimals and times stay what they are."""
        return self.model_dump(by_alias=True)


class Text(Resource):
    """The same text in German and English."""

    de: str = Field(examples=["Unterlagen sind vollständig"])
    en: str = Field(examples=["Documents are complete"])


class Page(Resource, Generic[T]):
    """A page of a list; `next` is the opaque cursor of the following one (query parameter `after`), null on the last."""

    items: list[T]
    next: str | None = Field(default=None, examples=["WzEsIjAxOTlmM2EyIl0"])


def text_of(answer: Resource) -> str:
    """The JSON text of an answer; a decimal keeps its digits."""
    return dumps(answer.plain())
