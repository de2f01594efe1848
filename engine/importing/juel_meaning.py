"""What the parts of a JUEL expression mean in FEEL: comparisons, methods, items of lists and maps, patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
EXECUTION = {"processBusinessKey": "caseRef", "businessKey": "caseRef", "processInstanceId": "caseId", "id": "caseId"}


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


def compared(left: Feel, operator: str, right: Feel) -> Feel:
    """A comparison. Beside a truth value JUEL reads a text as one (1.8.2), so that "true" and true are the same."""
    if operator in ("=", "!="):
        for one, other in ((left, right), (right, left)):
            word = other.text.strip('"')
            if word in ("true", "false") and not one.truth and one.text.strip('"') not in ("true", "false"):
                return Feel(f'string({one.text}) {operator} "{word}"', 4, True)
    return Feel(f"{left.within(4)} {operator} {right.within(4)}", 4, True)


def quoted(text: str) -> str:
    """A text as a FEEL string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def as_feel(found: Feel | Call) -> Feel:
    """The FEEL of what is no call of a bean. Error: NotTranslatable."""
    if isinstance(found, Call):
        raise NotTranslatable(f"{found.bean}.{found.method}(…)")
    return found


def method(value: Feel, name: str, arguments: list[str]) -> Feel | Call:
    """What a call of a method means. Error: NotTranslatable."""
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
        return item(value, arguments[0])
    if name == "matches" and len(arguments) == 1:
        return Feel(f"matches({value.text}, {_whole(arguments[0])})", 9, True)
    known = _METHODS.get((name, len(arguments)))
    if known is not None:
        return Feel(known.format(value.within(4), *arguments), 4, name in _TRUTHS)
    return Call(value.text, name, tuple(arguments))


def item(value: Feel, key: str) -> Feel:
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
