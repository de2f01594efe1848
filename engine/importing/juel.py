"""Expressions `${…}` of Camunda 7 (JUEL, Jakarta Expression Language 4.0 chapter 1) as FEEL.

Only what means the same in FEEL is translated; a call of somebody's Java bean is handed back as a `Call`, for it becomes
a service task. Differences that are bridged: JUEL takes null for false where a truth value is needed, calls
`execution.getVariable("x")` what FEEL calls `x`, counts lists from 0, and Java's `matches` is about the whole text.
"""

from __future__ import annotations

import re

from .juel_meaning import EXECUTION, Call, Feel, NotTranslatable, as_feel, compared, item, method, quoted

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<name>[A-Za-z_$][\w$]*)
    |(?P<op>===|!==|==|!=|<=|>=|&&|\|\||[-+*/%<>!?:().,\[\]]))""",
    re.VERBOSE,
)
#: `${…}` in a text; a brace in a string of the expression does not end it.
_PARTS = re.compile(r"""([$#]\{(?:[^}"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|["'])*?\})""")
_WORDS = {"and": "&&", "or": "||", "not": "!", "eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=",
          "div": "/", "mod": "%"}  # fmt: skip
_COMPARES = {"==": "=", "===": "=", "!=": "!=", "!==": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}


def expression(text: str, *, truth: bool = False) -> str:
    """A value with `${…}` in it as our attribute text: plain text stays plain, everything else begins with "=".

    `truth`: used as a condition. Error: NotTranslatable.
    """
    parts = _PARTS.split(text.strip())
    parts = [part for part in parts if part]
    if not any(part[:2] in ("${", "#{") for part in parts):
        return text
    feel = [_value(part[2:-1]) if part[:2] in ("${", "#{") else Feel(quoted(part)) for part in parts]
    if len(feel) == 1:
        return "=" + (feel[0].as_truth() if truth else feel[0]).text
    return "=" + " + ".join(
        f.text if p[:2] not in ("${", "#{") else f"string({f.text})" for p, f in zip(parts, feel, strict=True)
    )


def call(text: str) -> Call | None:
    """The bean call that an expression is, None when it is anything else. Error: NotTranslatable."""
    match = re.fullmatch(r"\s*[$#]\{(.*)\}\s*", text, re.DOTALL)
    if match is None:
        return None
    found = _Parser(match[1]).whole()
    return found if isinstance(found, Call) else None


def plain(text: str, *, truth: bool = False) -> str:
    """A JavaScript or Groovy expression without `${}` as FEEL with leading "=". Error: NotTranslatable."""
    found = _value(text)
    return "=" + (found.as_truth() if truth else found).text


def _value(text: str) -> Feel:
    found = _Parser(text).whole()
    if isinstance(found, Call):
        raise NotTranslatable(f"{found.bean}.{found.method}(…)")
    return found


class _Parser:
    """Recursive descent over one expression, in the order of JUEL's precedence."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while text[at:].strip():
            match = _TOKEN.match(text, at)
            if match is None:
                raise NotTranslatable(text[at : at + 20].strip())
            kind = str(match.lastgroup)
            word = match[kind]
            self.tokens.append(("op", _WORDS[word]) if kind == "name" and word in _WORDS else (kind, word))
            at = match.end()
        self.at = 0

    def whole(self) -> Feel | Call:
        found = self._choice()
        if self.at < len(self.tokens):
            raise NotTranslatable(self.tokens[self.at][1])
        return found

    # -- tokens

    def _peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) and self.tokens[self.at][0] == "op" else ""

    def _take(self, *wanted: str) -> str:
        word = self._peek()
        if word and word in wanted:
            self.at += 1
            return word
        return ""

    def _need(self, wanted: str) -> None:
        if not self._take(wanted):
            raise NotTranslatable(f"„{wanted}“ fehlt in {self.text.strip()[:60]}")

    # -- grammar

    def _choice(self) -> Feel | Call:
        found = self._or()
        if not self._take("?"):
            return found
        then = as_feel(self._choice())
        self._need(":")
        other = as_feel(self._choice())
        return Feel(
            f"if {as_feel(found).as_truth().text} then {then.text} else {other.text}", 0, then.truth and other.truth
        )

    def _or(self) -> Feel | Call:
        found = self._and()
        while self._take("||"):
            found = Feel(
                f"{as_feel(found).as_truth().within(0)} or {as_feel(self._and()).as_truth().within(1)}", 1, True
            )
        return found

    def _and(self) -> Feel | Call:
        found = self._comparison()
        while self._take("&&"):
            right = as_feel(self._comparison()).as_truth()
            found = Feel(f"{as_feel(found).as_truth().within(1)} and {right.within(2)}", 2, True)
        return found

    def _comparison(self) -> Feel | Call:
        found = self._sum()
        while word := self._take(*_COMPARES):
            found = compared(as_feel(found), _COMPARES[word], as_feel(self._sum()))
        return found

    def _sum(self) -> Feel | Call:
        found = self._product()
        while word := self._take("+", "-"):
            found = Feel(f"{as_feel(found).within(4)} {word} {as_feel(self._product()).within(5)}", 5)
        return found

    def _product(self) -> Feel | Call:
        found = self._unary()
        while word := self._take("*", "/", "%"):
            left, right = as_feel(found), as_feel(self._unary())
            if word == "%":
                found = Feel(f"modulo({left.text}, {right.text})")
            else:
                found = Feel(f"{left.within(5)} {word} {right.within(6)}", 6)
        return found

    def _unary(self) -> Feel | Call:
        if self._take("!"):
            return Feel(f"not({as_feel(self._unary()).as_truth().text})", 9, True)
        if self._take("-"):
            return Feel(f"-{as_feel(self._unary()).within(7)}", 7)
        if self.tokens[self.at : self.at + 1] == [("name", "empty")]:
            self.at += 1
            value = as_feel(self._unary()).within(4)
            return Feel(f'{value} = null or {value} = "" or {value} = []', 1, True)
        return self._member()

    def _member(self) -> Feel | Call:
        found: Feel | Call = self._primary()
        while True:
            if self._take("["):
                found = item(as_feel(found), as_feel(self._choice()).text)
                self._need("]")
            elif self._take("."):
                found = self._after_dot(found)
            else:
                return found

    def _after_dot(self, found: Feel | Call) -> Feel | Call:
        name = self._name()
        value = as_feel(found)
        if self._take("("):
            arguments = []
            while not self._take(")"):
                arguments.append(as_feel(self._choice()).text)
                self._take(",")
            return method(value, name, arguments)
        if value.text in ("execution", "task.execution"):
            if name in EXECUTION:
                return Feel(EXECUTION[name])
            raise NotTranslatable(f"execution.{name}")
        return Feel(f"{value.within(8)}.{name}")

    def _name(self) -> str:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "name":
            self.at += 1
            return self.tokens[self.at - 1][1]
        raise NotTranslatable(self.text.strip()[:60])

    def _primary(self) -> Feel:
        if self._take("("):
            inner = as_feel(self._choice())
            self._need(")")
            return inner if inner.binds == 9 else Feel(f"({inner.text})", 9, inner.truth)
        if self.at >= len(self.tokens):
            raise NotTranslatable(self.text.strip()[:60] or "leer")
        kind, word = self.tokens[self.at]
        self.at += 1
        if kind == "string":
            return Feel(quoted(re.sub(r"\\(.)", r"\1", word[1:-1])))
        if kind == "op":
            raise NotTranslatable(word)
        return Feel(word, 9, word in ("true", "false"))
