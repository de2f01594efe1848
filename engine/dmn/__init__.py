"""DMN 1.5: loads decision models, evaluates them with a trace a clerk can read, and checks them for designers."""

from .check import check
from .findings import DmnError, Finding, UnknownDecision
from .loader import load
from .model import Model
from .trace import CellTrace, ExpressionTrace, Failure, Problem, Result, RuleTrace, TableTrace
from .words import in_words

__all__ = [
    "CellTrace",
    "DmnError",
    "ExpressionTrace",
    "Failure",
    "Finding",
    "Model",
    "Problem",
    "Result",
    "RuleTrace",
    "TableTrace",
    "UnknownDecision",
    "check",
    "in_words",
    "load",
]
