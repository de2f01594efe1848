"""Expressions `${…}` of Camunda 7 (JUEL, Jakarta Expression Language 4.0 chapter 1) as FEEL.

Only what means the same in FEEL is translated; a call of somebody's Java bean is handed back as a `Call`, for it becomes
a service task. Differences that are bridged: JUEL takes null for false where a truth value is needed, calls
`execution.getVariable("x")` what FEEL calls `x`, counts lists from 0, and Java's `matches` is about the whole text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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
#: Methods of Java values and the FEEL that says the same; {0} is the value, {1} the first argument.
_METHODS = {
    ("equals", 1): "{0} = {1}",
    ("equalsIgnoreCase", 1): "lower case({0}) = lower case({1})",
    ("startsWith", 1): "starts with({0}, {1})",
    ("endsWith", 1): "ends with({0}, {1})",
    ("toLowerCase", 0): "lower case({0})",
    ("toUpperCase", 0): "upper case({0})",
    ("length", 0): "string length({0})",
    ("size", 0): "count({0})",
    ("isEmpty", 0): '({0} = null or {0} = "" or {0} = [])',
    ("toString", 0): "string({0})",
    ("booleanValue", 0): "{0}",
}
_TRUTHS = frozenset({"equals", "equalsIgnoreCase", "startsWith", "endsWith", "matches", "isEmpty"})
_EXECUTION = {"processBusinessKey": "caseRef", "businessKey": "caseRef", "processInstanceId": "caseId", "id": "caseId"}


class NotTranslatable(ValueError):
    """The expression means something that FEEL cannot say; the text says what."""


@dataclass(frozen=True, slots=True)
class Feel:
    """A FEEL text, how tightly it binds (higher is tighter), and whether it is true, false or null by itself."""

    text: str
    binds: int = 9
    truth: bool = False

    def within(self, binds: int) -> str:
        """The text as an operand of something that binds as tightly as `binds`."""
        return self.text if self.binds > binds else f"({self.text})"

    def as_truth(self) -> Feel:
        """The text where JUEL takes null for false."""
        return self if self.truth else Feel(f"{self.within(4)} = true", 4, True)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a bean: its name, the method, the arguments as FEEL texts."""

    bean: str
    method: str
    arguments: tuple[str, ...]


def expression(text: str, *, truth: bool = False) -> str:
    """A value with `${…}` in it as our attribute text: plain text stays plain, everything else begins with "=".

    `truth`: used as a condition. Error: NotTranslatable.
    """
    parts = _PARTS.split(text.strip())
    parts = [part for part in parts if part]
    if not any(part[:2] in ("${", "#{") for part in parts):
        return text
    feel = [_value(part[2:-1]) if part[:2] in ("${", "#{") else Feel(_quoted(part)) for part in parts]
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


def _compared(left: Feel, operator: str, right: Feel) -> Feel:
    """A comparison. Beside a truth value JUEL reads a text as one (1.8.2), so that "true" and true are the same."""
    if operator in ("=", "!="):
        for one, other in ((left, right), (right, left)):
            word = other.text.strip('"')
            if word in ("true", "false") and not one.truth and one.text.strip('"') not in ("true", "false"):
                return Feel(f'string({one.text}) {operator} "{word}"', 4, True)
    return Feel(f"{left.within(4)} {operator} {right.within(4)}", 4, True)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


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
        then = _feel(self._choice())
        self._need(":")
        other = _feel(self._choice())
        return Feel(
            f"if {_feel(found).as_truth().text} then {then.text} else {other.text}", 0, then.truth and other.truth
        )

    def _or(self) -> Feel | Call:
        found = self._and()
        while self._take("||"):
            found = Feel(f"{_feel(found).as_truth().within(0)} or {_feel(self._and()).as_truth().within(1)}", 1, True)
        return found

    def _and(self) -> Feel | Call:
        found = self._comparison()
        while self._take("&&"):
            right = _feel(self._comparison()).as_truth()
            found = Feel(f"{_feel(found).as_truth().within(1)} and {right.within(2)}", 2, True)
        return found

    def _comparison(self) -> Feel | Call:
        found = self._sum()
        while word := self._take(*_COMPARES):
            found = _compared(_feel(found), _COMPARES[word], _feel(self._sum()))
        return found

    def _sum(self) -> Feel | Call:
        found = self._product()
        while word := self._take("+", "-"):
            found = Feel(f"{_feel(found).within(4)} {word} {_feel(self._product()).within(5)}", 5)
        return found

    def _product(self) -> Feel | Call:
        found = self._unary()
        while word := self._take("*", "/", "%"):
            left, right = _feel(found), _feel(self._unary())
            if word == "%":
                found = Feel(f"modulo({left.text}, {right.text})")
            else:
                found = Feel(f"{left.within(5)} {word} {right.within(6)}", 6)
        return found

    def _unary(self) -> Feel | Call:
        if self._take("!"):
            return Feel(f"not({_feel(self._unary()).as_truth().text})", 9, True)
        if self._take("-"):
            return Feel(f"-{_feel(self._unary()).within(7)}", 7)
        if self.tokens[self.at : self.at + 1] == [("name", "empty")]:
            self.at += 1
            value = _feel(self._unary()).within(4)
            return Feel(f'{value} = null or {value} = "" or {value} = []', 1, True)
        return self._member()

    def _member(self) -> Feel | Call:
        found: Feel | Call = self._primary()
        while True:
            if self._take("["):
                found = _item(_feel(found), _feel(self._choice()).text)
                self._need("]")
            elif self._take("."):
                found = self._after_dot(found)
            else:
                return found

    def _after_dot(self, found: Feel | Call) -> Feel | Call:
        name = self._name()
        value = _feel(found)
        if self._take("("):
            arguments = []
            while not self._take(")"):
                arguments.append(_feel(self._choice()).text)
                self._take(",")
            return _method(value, name, arguments)
        if value.text in ("execution", "task.execution"):
            if name in _EXECUTION:
                return Feel(_EXECUTION[name])
            raise NotTranslatable(f"execution.{name}")
        return Feel(f"{value.within(8)}.{name}")

    def _name(self) -> str:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "name":
            self.at += 1
            return self.tokens[self.at - 1][1]
        raise NotTranslatable(self.text.strip()[:60])

    def _primary(self) -> Feel:
        if self._take("("):
            inner = _feel(self._choice())
            self._need(")")
            return inner if inner.binds == 9 else Feel(f"({inner.text})", 9, inner.truth)
        if self.at >= len(self.tokens):
            raise NotTranslatable(self.text.strip()[:60] or "leer")
        kind, word = self.tokens[self.at]
        self.at += 1
        if kind == "string":
            return Feel(_quoted(re.sub(r"\\(.)", r"\1", word[1:-1])))
        if kind == "op":
            raise NotTranslatable(word)
        return Feel(word, 9, word in ("true", "false"))


def _feel(found: Feel | Call) -> Feel:
    if isinstance(found, Call):
        raise NotTranslatable(f"{found.bean}.{found.method}(…)")
    return found


def _method(value: Feel, name: str, arguments: list[str]) -> Feel | Call:
    if value.text in ("execution", "task.execution", "delegateTask"):
        if name in ("getVariable", "getVariableLocal", "hasVariable") and len(arguments) == 1:
            variable = arguments[0].strip('"')
            if not re.fullmatch(r"[A-Za-z_]\w*", variable):
                raise NotTranslatable(f"execution.{name}({arguments[0]})")
            return Feel(f"{variable} != null", 4, True) if name == "hasVariable" else Feel(variable)
        if name in ("getProcessBusinessKey", "getBusinessKey"):
            return Feel("caseRef")
        return Call("execution", name, tuple(arguments))
    if name == "get" and len(arguments) == 1:
        return _item(value, arguments[0])
    if name == "matches" and len(arguments) == 1:
        return Feel(f"matches({value.text}, {_whole(arguments[0])})", 9, True)
    known = _METHODS.get((name, len(arguments)))
    if known is not None:
        return Feel(known.format(value.within(4), *arguments), 4, name in _TRUTHS)
    return Call(value.text, name, tuple(arguments))


def _item(value: Feel, key: str) -> Feel:
    """An element of a list (FEEL counts from 1) or an entry of a map, by what stands in the brackets."""
    if key.isascii() and key.isdigit():
        return Feel(f"{value.within(8)}[{int(key) + 1}]")
    if key.startswith('"'):
        return Feel(f"get value({value.text}, {key})")
    raise NotTranslatable(f"{value.text}[{key}]")  # a position or a key: only the value would say


def _whole(pattern: str) -> str:
    """A regular expression that Java holds against the whole text, for FEEL, which looks for it anywhere."""
    inner = pattern[1:-1]
    if not pattern.startswith('"') or _JAVA_ONLY.search(inner):
        raise NotTranslatable(f"matches({pattern})")
    return f'"^({inner})$"'


#: Groups with a question mark, possessive quantifiers, \Q…\E, \b, references (their numbers would move).
_JAVA_ONLY = re.compile(r"\(\?|[*+?}]\+|\\\\[0-9A-CE-RT-VX-Zabek-mo-qu-vxyzGHhRZ]")
