"""Names that a model uses but never says where they come from, and requirements it states but never uses."""

from __future__ import annotations

from difflib import get_close_matches

from engine.feel.functions import BUILTINS

from .findings import Finding
from .member_names import all_member_names
from .model import Model


def check_names(model: Model) -> list[Finding]:
    """Unknown names, with the nearest known one.

    Within filters FEEL reads names from the items of a list, whose keys are often not declared; a name after ``[`` is
    therefore only a warning, and one that some structure of the model has as a key is none.
    """
    members = all_member_names(model.definitions, model.types) | BUILTINS.keys() | model.function_names
    seen: set[tuple[str, str]] = set()
    found = []
    for use in model.uses:
        for name in sorted(use.used - use.visible - members):
            if (use.place.element_id, name) in seen:
                continue
            seen.add((use.place.element_id, name))
            near = get_close_matches(name, use.visible - {"?"}, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            message = f"the name {name} is not known here: no requirement, parameter or entry has it{hint}"
            # A table drawn without input data reads the caller's inputs by name; that works, but nothing checks them.
            declares_nothing = not use.visible - {"?"}
            severity = "warning" if "[" in use.text or declares_nothing else "error"
            found.append(
                Finding(
                    use.place.element_id,
                    "unknown-name",
                    message,
                    use.place.line,
                    severity,
                    cell=use.cell,
                    name=name,
                    near=near[0] if near else "",
                )
            )
    return found


def check_requirements(model: Model) -> list[Finding]:
    """Decisions without logic, and inputs that nothing requires."""
    own = model.definitions
    found = []
    for decision in own.decisions.values():
        if decision.expression is None:
            message = f"the decision {decision.name} has no logic"
            found.append(Finding(decision.id, "no-logic", message, decision.place.line))
    required = {key for decision in own.decisions.values() for key in decision.required_inputs}
    required |= {key for service in own.services.values() for key in service.input_data}
    for identifier, data in own.inputs.items():
        if (own.namespace, identifier) not in required:
            message = f"nothing requires the input {data.name}"
            found.append(Finding(identifier, "unused-input", message, data.place.line, "warning"))
    return found
