"""From tokens to the syntax tree: a Pratt parser of FEEL expressions and unary tests (DMN 1.5, 10.3.1.2)."""

from __future__ import annotations

from decimal import Decimal

from . import nodes
from .errors import FeelError
from .forms import COMPARATORS, Forms
from .nodes import Node
from .numbers import number

# Binding powers, weakest first; the order is that of the grammar rules 4 and 2.
_OR, _AND, _COMPARE, _ADD, _MULTIPLY, _POWER, _NEGATE, _INSTANCE, _POSTFIX = range(10, 100, 10)
_INFIX = {
    "or": _OR,
    "and": _AND,
    "=": _COMPARE,
    "!=": _COMPARE,
    "<": _COMPARE,
    "<=": _COMPARE,
    ">": _COMPARE,
    ">=": _COMPARE,
    "between": _COMPARE,
    "in": _COMPARE,
    "+": _ADD,
    "-": _ADD,
    "*": _MULTIPLY,
    "/": _MULTIPLY,
    "**": _POWER,
    "instance": _INSTANCE,
    ".": _POSTFIX,
    "[": _POSTFIX,
    "(": _POSTFIX,
}
# What cannot begin a filter: after `]1..5` such a token makes "[" the end of an interval.
_NO_FILTER = frozenset(
    (
        ")",
        "]",
        "}",
        ",",
        ":",
        ".",
        "..",
        "and",
        "or",
        "then",
        "else",
        "return",
        "satisfies",
        "in",
        "between",
        "*",
        "/",
        "**",
    )
) | (COMPARATORS - {"<", "<=", ">", ">="})
_NAME_SYMBOLS = frozenset("+-*/.'")


class Parser(Forms):
    """Reads one text; every method starts at the first token of what it reads."""

    def whole_expression(self) -> Node:
        """The text as one expression."""
        result = self.expression()
        self._finish()
        return result

    def whole_tests(self) -> tuple[Node, ...]:
        """The text as unary tests (grammar rule 15)."""
        start = self.token.start
        if self.at("-") and self.peek().kind == "end":
            self.next()
            return (self.make(nodes.AnyValue, start, ()),)
        if self.at("not") and self.peek().text == "(" and self._closes_at_end(self.index + 1):
            self.index += 2
            tests = self._tests(")")
            self.expect(")")
            self._finish()
            return (self.make(nodes.NotTests, start, tests, tests),)
        tests = self._tests("")
        self._finish()
        return tests

    def _finish(self) -> None:
        if self.token.kind != "end":
            raise self.error(f"the expression should end before {self.found()}")

    def _closes_at_end(self, index: int) -> bool:
        level = 0
        for position in range(index, len(self.tokens)):
            token = self.tokens[position]
            if token.kind == "op":
                level += (token.text == "(") - (token.text == ")")
            if not level:
                return self.tokens[position + 1].kind == "end"
        return False

    def _tests(self, end: str) -> tuple[Node, ...]:
        tests = [self.test()]
        while self.accept(","):
            tests.append(self.test())
        if end and not self.at(end):
            raise self.error(f"expected ',' or '{end}' but found {self.found()}")
        return tuple(tests)

    def test(self, power: int = 0) -> Node:
        """One positive unary test: an operator with an end point, or an expression that binds at least by `power`."""
        start = self.token.start
        if self.token.kind == "op" and self.token.text in COMPARATORS:
            operator = self.next().text
            operand = self.end_point()
            return self.make(nodes.Comparison, start, (operand,), operator, operand)
        return self.expression(power)

    def end_point(self) -> Node:
        """What stands behind a comparison operator of a unary test."""
        return self.expression(_ADD)

    def expression(self, power: int = 0) -> Node:
        """An expression whose operators bind at least as strongly as `power`."""
        self.enter()
        result = self._infix(self._prefix(), power)
        self.leave()
        return result

    # -- operators ---------------------------------------------------------------------------------------------------

    def _infix(self, left: Node, power: int) -> Node:
        while True:
            token = self.token
            binding = _INFIX.get(token.text, 0) if token.kind in ("op", "name") else 0
            if not binding or binding < power:
                return left
            if token.text == "[" and (self.peek().kind == "end" or self.peek().text in _NO_FILTER):
                return left
            if token.text == "instance" and self.peek().text != "of":
                return left
            left = self._operation(left, token.text, binding)

    def _operation(self, left: Node, operator: str, binding: int) -> Node:
        self.next()
        start = left.start
        if operator in ("and", "or"):
            operands = [left, self.expression(binding + 1)]
            while self.accept(operator):
                operands.append(self.expression(binding + 1))
            return self.make(nodes.Logic, start, tuple(operands), operator, tuple(operands))
        if operator == ".":
            name = self.name(path=True)
            return self.make(nodes.Path, start, (left,), left, name)
        if operator == "[":
            mark = self.known.mark()
            condition = self.expression()
            self.known.restore(mark)
            self.expect("]")
            return self.make(nodes.Filter, start, (left, condition), left, condition)
        if operator == "(":
            return self._call(left)
        if operator == "instance":
            self.expect("of")
            wanted = self.type()
            return self.make(nodes.InstanceOf, start, (left,), left, wanted)
        if operator == "between":
            low = self.expression(_ADD)
            self.expect("and")
            high = self.expression(_ADD)
            return self.make(nodes.Between, start, (left, low, high), left, low, high)
        if operator == "in":
            tests = self._in_tests()
            return self.make(nodes.In, start, (left, *tests), left, tests)
        right = self.expression(binding + 1)
        return self.make(nodes.Binary, start, (left, right), operator, left, right)

    def _in_tests(self) -> tuple[Node, ...]:
        if not self.at("("):
            return (self.test(_ADD),)
        start = self.next().start
        tests = [self.test()]
        if self.accept(".."):
            return (self._infix(self.interval_form(start, tests[0], included=False), _ADD),)
        while self.accept(","):
            tests.append(self.test())
        self.expect(")")
        if len(tests) == 1 and not isinstance(tests[0], nodes.Comparison):
            tests[0] = self._infix(tests[0], _ADD)
        return tuple(tests)

    def _call(self, function: Node) -> Node:
        names: list[str] = []
        arguments: list[Node] = []
        while not self.accept(")"):
            if arguments:
                self.expect(",")
            if self._is_named_argument():
                names.append(self.name_until(":"))
                self.next()
            arguments.append(self.expression())
        if names and len(names) != len(arguments):
            raise self.error("either all arguments have names or none")
        given = tuple(names) if names else None
        return self.make(nodes.Call, function.start, (function, *arguments), function, tuple(arguments), given)

    def _is_named_argument(self) -> bool:
        for offset in range(40):
            token = self.peek(offset)
            if token.text == ":" and token.kind == "op":
                return offset > 0
            if token.kind not in ("name", "number") and token.text not in _NAME_SYMBOLS:
                return False
        return False

    # -- what an expression begins with ------------------------------------------------------------------------------

    def _prefix(self) -> Node:
        token = self.token
        start = token.start
        if token.kind == "number":
            self.next()
            return self.make(nodes.Literal, start, (), self._number(token.text, start))
        if token.kind == "string":
            self.next()
            return self.make(nodes.Literal, start, (), token.text)
        if token.kind == "name":
            return self._word(token.text, start)
        if token.text == "-" and token.kind == "op":
            self.next()
            operand = self.expression(_NEGATE)
            return self.make(nodes.Negation, start, (operand,), operand)
        if token.text == "(":
            return self.parenthesis_form()
        if token.text == "[":
            return self.list_form()
        if token.text == "]":
            self.next()
            low = self.expression()
            self.expect("..")
            return self.interval_form(start, low, included=False)
        if token.text == "{":
            return self.context_form()
        if token.text == "@" and self.peek().kind == "string":
            self.next()
            return self.make(nodes.AtLiteral, start, (), self.next().text)
        raise self.error(f"expected an expression but found {self.found()}")

    def _number(self, digits: str, start: int) -> Decimal:
        try:
            return number(digits)
        except FeelError as error:
            raise self.error(str(error), start) from error

    def _word(self, word: str, start: int) -> Node:
        known, _ = self.known.longest(self.tokens, self.index)
        if not known:
            if word in ("true", "false", "null"):
                self.next()
                return self.make(nodes.Literal, start, (), {"true": True, "false": False}.get(word))
            if word == "if":
                return self.if_form()
            if word == "for":
                return self.for_form()
            if word in ("some", "every"):
                return self.quantified_form()
            if word == "function" and self.peek().text == "(":
                return self.function_form()
            if word == "?":
                self.next()
                return self.make(nodes.Name, start, (), "?")
            if word in ("and", "or", "then", "else", "return", "satisfies", "in", "between"):
                raise self.error(f"expected an expression but found {self.found()}")
        name = self.name()
        return self.make(nodes.Name, start, (), name)
