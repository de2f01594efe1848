"""Appointments at the office: which slots there are, who may book, move and cancel them, and what becomes of them."""

from .model import (
    Block,
    Booking,
    Channel,
    Feed,
    Notice,
    NoticeKind,
    Outcome,
    Standing,
    State,
    Wish,
)
from .plan import Counter, Kind, Plan, PlanError, SitePlan, load_plan
from .rules import Refusal
from .slots import CELL, Slot

__all__ = [
    "CELL",
    "Block",
    "Booking",
    "Channel",
    "Counter",
    "Feed",
    "Kind",
    "Notice",
    "NoticeKind",
    "Outcome",
    "Plan",
    "PlanError",
    "Refusal",
    "SitePlan",
    "Slot",
    "Standing",
    "State",
    "Wish",
    "load_plan",
]
