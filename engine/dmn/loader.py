"""From the bytes of a DMN file, and the models it imports, to a compiled model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.feel import Function

from .compiler import Compiler
from .expressions import HANDLERS
from .findings import DmnError, Finding
from .graph import Graph, GraphBuilder
from .member_names import member_names
from .model import Model
from .read import read
from .type_table import TypeTable

MAX_IMPORT_DEPTH: Final = 10


def load(
    xml: bytes,
    *,
    imports: Mapping[str, Model | bytes] | None = None,
    functions: Mapping[str, Function] | None = None,
    tolerant: bool = False,
) -> Model:
    """The model in ``xml``. ``imports`` holds the imported models (or their bytes) by namespace.

    Raises ``DmnError`` with findings for a file that cannot be trusted to decide: not DMN, unknown references, cycles,
    texts that are no FEEL, missing cells. With ``tolerant`` findings in single elements are kept in
    ``Model.findings`` and those elements are null when evaluated; only an unreadable or too large file or a cycle is refused.
    """
    return _load(xml, imports or {}, functions, tolerant, ())


def _load(
    xml: bytes,
    imports: Mapping[str, Model | bytes],
    functions: Mapping[str, Function] | None,
    tolerant: bool,
    above: tuple[str, ...],
) -> Model:
    definitions, findings = read(xml)
    if definitions.namespace in above or len(above) >= MAX_IMPORT_DEPTH:
        raise DmnError([Finding(definitions.place.element_id, "import-cycle", "models import each other in a circle")])
    graph, imported, prefixes = Graph(), dict[str, TypeTable](), dict[str, str]()
    for item in definitions.imports:
        source = imports.get(item.namespace)
        if source is None:
            message = f"the imported model {item.namespace} is not there"
            findings.append(Finding(item.place.element_id, "unknown-import", message, item.place.line))
            continue
        if isinstance(source, bytes):
            source = _load(source, imports, functions, tolerant, (*above, definitions.namespace))
        graph.include(source.graph)
        imported[item.name] = source.types
        prefixes[item.namespace] = item.name
    types = TypeTable(definitions, imported, findings)
    compiler = Compiler(types, HANDLERS, functions, findings, member_names(definitions, types), types.feel_types())
    GraphBuilder(definitions, compiler, graph, prefixes, findings).build()
    fatal = [f for f in findings if f.code in ("cycle", "import-cycle", "too-large")]
    if fatal or (findings and not tolerant):
        raise DmnError(findings)
    return Model(definitions, graph, types, tuple(findings), tuple(compiler.uses), frozenset(functions or ()))
