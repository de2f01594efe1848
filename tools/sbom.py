"""Writes the list of parts as CycloneDX 1.6 (BSI TR-03183-2), for Python and for the pages, from the locks alone.

`python -m tools.sbom FOLDER` writes sbom-python.cdx.json and sbom-pages.cdx.json. The same locks give the same files:
the time is that of SOURCE_DATE_EPOCH (seconds since 1970), without it the beginning of 1970.
"""

from __future__ import annotations

import json
import os
import re
import sys
from base64 import b64decode
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from .licences import licence_of, metadata_of
from .lock import PAGES, PYTHON, Part, page_parts, python_parts

VERSION = "0.1.0"
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def purl(part: Part) -> str:
    """The package URL (ECMA-427) of a part."""
    return f"pkg:{part.kind}/{part.name.replace('@', '%40')}@{part.version}"


def component(part: Part) -> dict[str, Any]:
    """One part: what it is, who made it as far as its metadata say, licence, and its hash when there is only one file."""
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl(part),
        "name": part.name,
        "version": part.version,
        "purl": purl(part),
        "scope": "excluded" if part.development else "required",
    }
    licence = licence_of(part)
    if licence and not licence.startswith("not installed"):
        found["licenses"] = [{"license": {"name": licence}}]
    author = _author(part)
    if author:
        found["supplier"] = {"name": author}
    if part.kind == "npm":
        found["hashes"] = [{"alg": "SHA-512", "content": b64decode(value).hex()} for _, value in part.hashes]
    else:
        # A release has a file for each platform; which one is installed is not known here, so all are named.
        found["properties"] = [{"name": "akzess:sha256", "value": value} for _, value in part.hashes]
    return found


def _author(part: Part) -> str:
    if part.kind == "npm":
        return part.name.partition("/")[0] if part.name.startswith("@") else ""
    about = metadata_of(part) or {}
    said = next(
        (about[name] for name in ("author", "maintainer", "author_email", "maintainer_email") if about.get(name)), ""
    )
    return re.sub(r"\s*<[^>]*>", "", str(said)).strip()[:100]


def dependencies(parts: list[Part]) -> dict[str, list[str]]:
    """By package URL, what each part needs, of what is locked."""
    known = {part.name: purl(part) for part in parts}
    found: dict[str, list[str]] = {}
    locked = json.loads(PAGES.read_text(encoding="utf-8"))["packages"] if parts and parts[0].kind == "npm" else {}
    for part in parts:
        if part.kind == "npm":
            needs = [*locked.get(f"node_modules/{part.name}", {}).get("dependencies", {})]
        else:
            needs = _requires(part.name)
        found[purl(part)] = sorted({known[name] for name in needs if name in known})
    return found


def _requires(name: str) -> list[str]:
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []
    matches = (_NAME.match(line) for line in lines if "extra ==" not in line)
    return [match[0].lower().replace("_", "-") for match in matches if match]


def bom(what: str, parts: list[Part], lock: Path) -> dict[str, Any]:
    """The document. Its serial number is made from the lock, so that the same lock is the same document."""
    moment = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC)
    root = f"akzess-{what}@{VERSION}"
    needs = dependencies(parts)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, lock.read_text(encoding='utf-8'))}",
        "version": 1,
        "metadata": {
            "timestamp": moment.isoformat().replace("+00:00", "Z"),
            "tools": {"components": [{"type": "application", "name": "akzess tools.sbom", "version": VERSION}]},
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": f"akzess-{what}",
                "version": VERSION,
                "licenses": [{"license": {"id": "EUPL-1.2"}}],
            },
        },
        "components": [component(part) for part in sorted(parts, key=lambda part: (part.name, part.version))],
        "dependencies": [
            {"ref": root, "dependsOn": sorted(purl(part) for part in parts)},
            *({"ref": ref, "dependsOn": on} for ref, on in sorted(needs.items())),
        ],
    }


def documents() -> dict[str, dict[str, Any]]:
    """Both documents by file name."""
    pages = list({(part.name, part.version): part for part in page_parts()}.values())
    return {
        "sbom-python.cdx.json": bom("python", python_parts(), PYTHON),
        "sbom-pages.cdx.json": bom("pages", pages, PAGES),
    }


def main(folder: str) -> int:
    """Write both."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for name, document in documents().items():
        (target / name).write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{target / name}: {len(document['components'])} parts")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "var/sbom"))
