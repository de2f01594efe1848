"""The parts of a decision model as frozen records, in the words of the DMN 1.5 specification."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the id the designer knows and the line of the file."""

    element_id: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Variable:
    """An information item: a name and the name of its type (empty for Any)."""

    name: str
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A named type: a base type with allowed values, a structure of components, a collection, or a function."""

    place: Place
    name: str
    type_ref: str = ""
    is_collection: bool = False
    allowed_values: str = ""
    type_constraint: str = ""
    components: tuple[ItemDefinition, ...] = ()
    is_function: bool = False
    parameters: tuple[Variable, ...] = ()
    output_type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Literal:
    """A boxed literal expression: FEEL text."""

    place: Place
    text: str
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """One line of a boxed context; without a variable it is the result."""

    variable: Variable | None
    value: Expression | None


@dataclass(frozen=True, slots=True)
class Context:
    """A boxed context: entries that see the ones above them."""

    place: Place
    entries: tuple[ContextEntry, ...]
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """An input column of a decision table."""

    place: Place
    label: str
    text: str
    type_ref: str = ""
    values: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """An output column of a decision table."""

    place: Place
    name: str
    label: str = ""
    type_ref: str = ""
    values: str = ""
    default: Literal | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One entry of a rule."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: a test per input, an expression per output, annotations for the reader."""

    place: Place
    inputs: tuple[Cell, ...]
    outputs: tuple[Cell, ...]
    annotations: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision table with its hit policy and aggregation (empty for none)."""

    place: Place
    hit_policy: str
    aggregation: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    output_label: str = ""
    annotation_names: tuple[str, ...] = ()
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Invocation:
    """A boxed invocation: a function by expression, its arguments by parameter name."""

    place: Place
    callee: Expression | None
    bindings: tuple[tuple[Variable, Expression | None], ...]
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class FunctionDefinition:
    """A boxed function or the encapsulated logic of a business knowledge model."""

    place: Place
    parameters: tuple[Variable, ...]
    body: Expression | None
    kind: str = "FEEL"
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class ListExpression:
    """A boxed list."""

    place: Place
    items: tuple[Expression | None, ...]
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A boxed relation: a list of contexts with the same keys."""

    place: Place
    columns: tuple[Variable, ...]
    rows: tuple[tuple[Expression | None, ...], ...]
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Conditional:
    """A boxed if/then/else."""

    place: Place
    condition: Expression | None
    then: Expression | None
    otherwise: Expression | None
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A boxed filter: the items of a list for which ``match`` is true."""

    place: Place
    source: Expression | None
    match: Expression | None
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Iterator:
    """A boxed for, some or every (``kind``)."""

    place: Place
    kind: str
    variable: str
    source: Expression | None
    body: Expression | None
    type_ref: str = ""


Expression = (
    Literal
    | Context
    | DecisionTable
    | Invocation
    | FunctionDefinition
    | ListExpression
    | Relation
    | Conditional
    | Filter
    | Iterator
)


@dataclass(frozen=True, slots=True)
class InputData:
    """Something the caller supplies."""

    place: Place
    name: str
    variable: Variable


@dataclass(frozen=True, slots=True)
class Decision:
    """A node of the decision requirement graph. Requirements are hrefs resolved to ``(namespace, id)``."""

    place: Place
    name: str
    variable: Variable
    required_inputs: tuple[tuple[str, str], ...] = ()
    required_decisions: tuple[tuple[str, str], ...] = ()
    required_knowledge: tuple[tuple[str, str], ...] = ()
    expression: Expression | None = None
    question: str = ""
    allowed_answers: str = ""
    description: str = ""

    @property
    def id(self) -> str:
        """The id by which callers name the decision."""
        return self.place.element_id


@dataclass(frozen=True, slots=True)
class KnowledgeModel:
    """A business knowledge model: a named function."""

    place: Place
    name: str
    variable: Variable
    logic: FunctionDefinition | None
    required_knowledge: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionService:
    """A part of the graph with a border: what goes in, what comes out."""

    place: Place
    name: str
    variable: Variable
    output_decisions: tuple[tuple[str, str], ...]
    encapsulated_decisions: tuple[tuple[str, str], ...] = ()
    input_decisions: tuple[tuple[str, str], ...] = ()
    input_data: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Import:
    """Another model whose elements are reached as ``name.element`` (or directly when the name is empty)."""

    place: Place
    name: str
    namespace: str


@dataclass(frozen=True, slots=True)
class Definitions:
    """One file: everything in it by id."""

    place: Place
    name: str
    namespace: str
    version: str
    imports: tuple[Import, ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict)
    item_definitions: Mapping[str, ItemDefinition] = field(default_factory=dict)
    inputs: Mapping[str, InputData] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    knowledge: Mapping[str, KnowledgeModel] = field(default_factory=dict)
    services: Mapping[str, DecisionService] = field(default_factory=dict)
