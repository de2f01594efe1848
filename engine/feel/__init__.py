"""FEEL 1.5, the expression language of diagrams, decision tables and forms: parsed once, run as closures, never Python."""

from .errors import Evaluation, FeelError, FeelSyntaxError, LimitExceeded, Limits, Problem
from .expression import Expression, UnaryTests, compile, compile_unary  # noqa: A004  # the agreed name
from .json import dumps, loads, to_json
from .text import to_text
from .types import Type
from .values import DaysAndTime, FeelTime, Function, Parameter, Range, YearsAndMonths, from_python

__all__ = [
    "DaysAndTime",
    "Evaluation",
    "Expression",
    "FeelError",
    "FeelSyntaxError",
    "FeelTime",
    "Function",
    "LimitExceeded",
    "Limits",
    "Parameter",
    "Problem",
    "Range",
    "Type",
    "UnaryTests",
    "YearsAndMonths",
    "compile",
    "compile_unary",
    "dumps",
    "from_python",
    "loads",
    "to_json",
    "to_text",
]
