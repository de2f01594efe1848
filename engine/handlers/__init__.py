"""The engine's front door: one command in, one unit of work, one result out."""

from .engine import Engine
from .results import Broadcast, Deployed, Done, Started, TaskView, Verification

__all__ = ["Broadcast", "Deployed", "Done", "Engine", "Started", "TaskView", "Verification"]
