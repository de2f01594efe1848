"""Reads the bytes of a DMN file into an XML tree, refusing everything that could harm the reader."""

from __future__ import annotations

from typing import Final

from lxml import etree

from .findings import DmnError, Finding

MODEL_NAMESPACES: Final = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
"""Namespace of the model part of each version of the standard that is read."""

MAX_BYTES: Final = 5_000_000
MAX_ELEMENTS: Final = 200_000


def parse(xml: bytes) -> tuple[etree._Element, str]:
    """The root ``definitions`` element of a DMN file and the version of the standard it is written in.

    Raises ``DmnError`` for anything that is not a DMN 1.1–1.5 file: malformed XML, a document type declaration (the
    door to entity bombs and local files), more than ``MAX_BYTES`` bytes or ``MAX_ELEMENTS`` elements.
    """
    if len(xml) > MAX_BYTES:
        raise DmnError([Finding("", "too-large", f"the file has more than {MAX_BYTES} bytes")])
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True, remove_comments=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 0) or 0
        raise DmnError([Finding("", "malformed-xml", f"the file is not well-formed XML: {error}", line)]) from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise DmnError([Finding("", "doctype", "a document type declaration is not allowed")])
    name = etree.QName(root)
    version = MODEL_NAMESPACES.get(name.namespace or "")
    if version is None or name.localname != "definitions":
        raise DmnError([Finding("", "not-dmn", f"the root element {name.text} is no DMN 1.1–1.5 definitions element")])
    if sum(1 for _ in root.iter()) > MAX_ELEMENTS:
        raise DmnError([Finding("", "too-large", f"the file has more than {MAX_ELEMENTS} elements")])
    return root, version
