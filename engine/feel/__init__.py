"""FEEL 1.5, the expression language of diagrams, tables and forms: parsed once, run as closures, never as Python."""

from .calls import type_named
from .errors import Evaluation, FeelError, FeelSyntaxError, LimitExceeded, Limits, Problem
from .expression import Expression, UnaryTests, compile, compile_unary  # noqa: A004  # the agreed name
from .json import dumps, loads, to_json
from .text import to_text
from .types import Type, coerce, is_instance
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
    "coerce",
    "compile",
    "compile_unary",
    "dumps",
    "from_python",
    "is_instance",
    "loads",
    "to_json",
    "to_text",
    "type_named",
]
