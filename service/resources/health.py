"""Health: that a process lives, and whether it may be given traffic."""

from __future__ import annotations

from pydantic import Field

from .base import Resource


class Live(Resource):
    """The process answers."""

    status: str = Field(examples=["ok"])


class Ready(Resource):
    """The service may be given traffic; `alarms` are what somebody should look at all the same."""

    status: str = Field(examples=["ready"])
    alarms: list[str] = Field(examples=[["workers-silent"]])
