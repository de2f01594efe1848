"""What no module of the product may do (reliability B-1, D-3, D-4), found in the syntax tree, not in the text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "akzess",
    "authority",
    "connectors",
    "documents",
    "engine",
    "processes",
    "service",
    "store",
    "tools",
    "workers",
)

#: Modules that nothing imports: they load objects, run code, or read XML with entities.
MODULES = frozenset(
    {"pickle", "marshal", "shelve", "dill", "cloudpickle", "jsonpickle", "code", "codeop", "pty", "xml.etree", "xml.sax",
     "xml.dom", "lxml.html", "celery.canvas", "celery.result", "celery.beat", "celery.schedules", "telnetlib", "ftplib"}
)  # fmt: skip
#: (module, name) pairs that nothing imports.
NAMES = frozenset(
    {("celery", name) for name in ("chord", "group", "chain", "chunks", "signature", "shared_task")}
    | {("os", name) for name in ("system", "popen")}
    | {("SpiffWorkflow.bpmn.script_engine", name) for name in ("PythonScriptEngine", "TaskDataEnvironment")}
)
#: Arguments that nobody gives: a delay or a retry in the broker would be truth outside of the database.
ARGUMENTS = frozenset({"countdown", "eta", "autoretry_for", "retry_backoff", "result_backend", "beat_schedule"})
#: Built-in functions that are not called by their bare names.
BUILTINS = frozenset({"eval", "exec", "__import__", "breakpoint", "input"})
#: Attributes that nobody reads from a name that ends like this.
ATTRIBUTES = {
    "etree": frozenset({"XSLT", "XInclude", "iterparse", "parse", "DTD", "HTML", "HTMLParser", "ETCompatXMLParser"}),
    "os": frozenset({"system", "popen", "execv", "execve", "spawnv"}),
    "yaml": frozenset({"load", "load_all", "unsafe_load", "full_load", "UnsafeLoader", "FullLoader", "Loader"}),
    "tempfile": frozenset({"mktemp"}),
    "ssl": frozenset({"_create_unverified_context", "CERT_NONE", "PROTOCOL_TLSv1", "PROTOCOL_TLSv1_1"}),
    "hashlib": frozenset({"md5"}),
    "app": frozenset({"AsyncResult", "GroupResult"}),
}


def banned(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of everything that is banned; a function that the module defines itself is its own."""
    nodes = list(ast.walk(ast.parse(source)))
    own = frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef))
    for node in nodes:
        for what in _of(node, own):
            yield node.lineno, what


def _of(node: ast.AST, own: frozenset[str]) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (name.name for name in names if _is_in(name.name))
        case ast.ImportFrom(module=str(module), names=names):
            if _is_in(module):
                yield module
            yield from (f"{module}.{name.name}" for name in names if (module, name.name) in NAMES)
            yield from (f"{module}.{name.name}" for name in names if _is_in(f"{module}.{name.name}"))
            last = module.rpartition(".")[2]
            yield from (f"{module}.{name.name}" for name in names if name.name in ATTRIBUTES.get(last, ()))
        case ast.Call(func=ast.Name(id=name)) if name in BUILTINS and name not in own:
            yield name
        case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=name):
            if name in ATTRIBUTES.get(owner, ()):
                yield f"{owner}.{name}"
        case ast.keyword(arg=str(name), value=value):
            if name in ARGUMENTS:
                yield name
            if isinstance(value, ast.Constant) and (name, value.value) in {
                ("shell", True), ("verify", False), ("resolve_entities", True), ("no_network", False),
                ("load_dtd", True), ("huge_tree", True), ("recover", True), ("check_hostname", False),
            }:  # fmt: skip
                yield f"{name}={value.value}"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "XMLParser":
        given = {keyword.arg for keyword in node.keywords}
        missing = {"resolve_entities", "no_network", "load_dtd"} - given
        if missing:
            yield f"XMLParser without {', '.join(sorted(missing))}"


def _is_in(module: str) -> bool:
    if module.startswith("xml.sax.saxutils"):  # writes, reads nothing
        return False
    parts = module.split(".")
    return any(".".join(parts[:length]) in MODULES for length in range(1, len(parts) + 1))


def in_product() -> list[tuple[str, str]]:
    """Every finding in the packages, as path and name."""
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            found += [(name, what) for _, what in banned(path.read_text(encoding="utf-8"))]
    return found
