"""Draws the diagrams of the documentation as SVG, with the viewer that the pages use, and finds pictures that are older.

`python -m tools.pictures` draws those that no longer show their diagram; `--check` only names them and ends with 1. Each
picture keeps a digest of what can be seen of its diagram: a changed condition leaves it as it is, a moved box does not.
Drawing needs the built pages' packages (`make lint` or `make run` installs them) and Chromium.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).parent.parent
DIAGRAMS, IMAGES = ROOT / "processes" / "akzess", ROOT / "docs" / "img"
VIEWER = ROOT / "web" / "node_modules" / "bpmn-js" / "dist" / "bpmn-viewer.production.min.js"
#: Diagrams that pages of docs/ and the README show.
SHOWN = ("akzess-main", "ba-approval")
_DRAWN = re.compile(r'data-drawn-from="([0-9a-f]{64})"')
_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_SVG = "{http://www.w3.org/2000/svg}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
#: Parts for the mouse that nobody sees.
_INVISIBLE = ("djs-hit", "djs-outline", "djs-dragger")


def digest(xml: bytes) -> str:
    """SHA-256 of what can be seen: every shape and edge with its places, the kind, name and event of its element."""
    tree = etree.fromstring(xml, _PARSER)
    elements = {one.get("id"): one for one in tree.iter("{*}*") if one.get("id")}
    seen: list[str] = []
    for drawn in (*tree.iter(f"{_DI}BPMNShape"), *tree.iter(f"{_DI}BPMNEdge")):
        places = [f"{etree.QName(one).localname}{sorted(one.items())}" for one in drawn.iter() if not one.get("id")]
        element = elements.get(drawn.get("bpmnElement"))
        kind = [] if element is None else [etree.QName(element).localname, element.get("name", ""), *_inner(element)]
        flags = [f"{name}={value}" for name, value in sorted(drawn.items()) if name.startswith("is")]
        seen.append(" ".join([*kind, *flags, *places]))
    return hashlib.sha256("\n".join(sorted(seen)).encode()).hexdigest()


def _inner(element: etree._Element) -> list[str]:
    """What is drawn inside a shape: the sign of its event, marks of loops, whether it interrupts, a note's text."""
    signs = [
        etree.QName(one).localname
        for one in element
        if isinstance(one.tag, str) and one.tag.endswith(("EventDefinition", "LoopCharacteristics"))
    ]
    loud = [
        f"{name}={element.get(name)}" for name in ("cancelActivity", "isInterrupting", "default") if element.get(name)
    ]
    return [*signs, *loud, *(one.text or "" for one in element if str(one.tag).endswith("}text"))]


def stale() -> list[str]:
    """Diagrams whose picture is missing or shows something else."""
    found = []
    for name in SHOWN:
        picture = IMAGES / f"{name}.svg"
        known = _DRAWN.search(picture.read_text(encoding="utf-8")) if picture.exists() else None
        if known is None or known[1] != digest((DIAGRAMS / f"{name}.bpmn").read_bytes()):
            found.append(name)
    return found


def slim(svg: str, drawn_from: str) -> str:
    """The viewer's picture without invisible parts, with each style written once."""
    tree = etree.fromstring(svg.encode(), _PARSER)
    for one in list(tree.iter(f"{_SVG}*")):
        parent = one.getparent()
        if parent is not None and any(name in one.get("class", "") for name in _INVISIBLE):
            parent.remove(one)
    _same_markers(tree)
    classes: dict[str, str] = {}
    for one in tree.iter(f"{_SVG}*"):
        said = one.get("style", "").split(";")
        for name in [str(name) for name in one.attrib]:
            if name in ("class", "style") or name.startswith("data-"):
                del one.attrib[name]
        style = ";".join(part.strip().replace(": ", ":") for part in said if part.strip())
        if style:
            one.set("class", classes.setdefault(style, f"s{len(classes)}"))
    sheet = etree.Element(f"{_SVG}style")
    sheet.text = "".join(f".{name}{{{style}}}" for style, name in classes.items())
    tree.insert(0, sheet)
    tree.set("data-drawn-from", drawn_from)
    return etree.tostring(tree, encoding="unicode") + "\n"


def _same_markers(tree: etree._Element) -> None:
    """Arrowheads that look the same are one, under a name that is the same every time."""
    names: dict[str, str] = {}
    renamed: dict[str, str] = {}
    for marker in list(tree.iter(f"{_SVG}marker")):
        mine, defs = marker.get("id", ""), marker.getparent()
        del marker.attrib["id"]
        look = etree.tostring(marker, encoding="unicode", with_tail=False)
        if look not in names:
            names[look] = f"m{len(names)}"
            marker.set("id", names[look])
        elif defs is not None:
            defs.remove(marker)
        renamed[mine] = names[look]
    for one in tree.iter(f"{_SVG}*"):
        style = one.get("style", "")
        if "#" in style:
            one.set(
                "style",
                re.sub(
                    r"url\([\"']?#([\w-]+)[\"']?\)", lambda found: f"url(#{renamed.get(found[1], found[1])})", style
                ),
            )
    for defs in list(tree.iter(f"{_SVG}defs")):
        parent = defs.getparent()
        if not len(defs) and parent is not None:
            parent.remove(defs)


def draw(names: list[str]) -> None:
    """Write the pictures anew."""
    from playwright.sync_api import sync_playwright  # only who draws needs a browser

    executable = os.environ.get("AKZESS_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.set_content("<!doctype html><div id='canvas' style='width:1200px;height:900px'></div>")
        page.add_script_tag(content=VIEWER.read_text(encoding="utf-8"))
        for name in names:
            xml = (DIAGRAMS / f"{name}.bpmn").read_bytes()
            svg = page.evaluate(
                "async xml => { const viewer = new BpmnJS({container: '#canvas'}); await viewer.importXML(xml);"
                " const {svg} = await viewer.saveSVG(); viewer.destroy(); return svg; }",
                xml.decode("utf-8"),
            )
            body = svg[svg.index("<svg") :]
            (IMAGES / f"{name}.svg").write_text(slim(body, digest(xml)), encoding="utf-8")
        browser.close()


def main() -> int:
    """0: every picture shows its diagram (now)."""
    found = stale()
    for name in found:
        sys.stdout.write(f"docs/img/{name}.svg does not show processes/akzess/{name}.bpmn\n")
    if "--check" in sys.argv[1:]:
        return int(bool(found))
    if found:
        draw(found)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
