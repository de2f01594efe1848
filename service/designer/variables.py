"""Which variables an element of a draft knows, from the analysis that the check of names uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.analysis import known_at as analysed
from engine.kernel.bundle import Bundle

from . import files as names
from .desk import Designer


def known_at(
    designer: Designer, draft: str, files: Mapping[str, bytes], path: str, element: str
) -> list[dict[str, Any]]:
    """Name, type ("" when not known), the elements that write it, and whether each way there does; by name.

    Empty for an element that is drawn but not saved yet, or stands in a file that cannot be read: nothing is known of it.
    """
    table, _ = designer.look(draft, files)
    if not table:
        return []
    bundle = Bundle.from_json(table, names.executed(files))
    for process in bundle.processes.values():
        if process.resource == path and element in process.nodes:
            found = analysed(bundle, element, designer.around(files), process.id)
            return [
                {"name": one.name, "type": one.type, "written_by": list(one.written), "always": one.certain}
                for one in found
            ]
    return []
