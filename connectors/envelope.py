"""SOAP envelopes, 1.1 and 1.2: opened safely, checked against the contract's schema, built."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from lxml import etree

Version = Literal["1.1", "1.2"]
NAMESPACES: dict[Version, str] = {
    "1.1": "http://schemas.xmlsoap.org/soap/envelope/",
    "1.2": "http://www.w3.org/2003/05/soap-envelope",
}
MEDIA_TYPES: dict[Version, str] = {"1.1": "text/xml", "1.2": "application/soap+xml"}
_XS = "http://www.w3.org/2001/XMLSchema"
_MAX_DEPTH = 64
_MAX_ELEMENTS = 20_000
_ENCODING = re.compile(r"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


class EnvelopeError(Exception):
    """The bytes are no acceptable envelope; `problem` is a stable word, the text never repeats content."""

    def __init__(self, problem: str, reason: str, version: Version = "1.1") -> None:
        super().__init__(f"{problem}: {reason}")
        self.problem = problem
        self.reason = reason
        self.version = version


@dataclass(frozen=True, slots=True)
class Opened:
    """An envelope that was accepted: its SOAP version and the one element of its body."""

    version: Version
    content: etree._Element


@dataclass(frozen=True, slots=True)
class Fault:
    """A SOAP fault: the standard's code (local part), its text, and the first element of its detail."""

    code: str
    text: str
    detail: etree._Element | None


def parse(body: bytes, *, limit: int) -> etree._Element:
    """XML without DTD, entities, processing instructions, odd encodings or absurd depth.

    `limit`: bytes. UTF-8 only, because a document type could hide from the search in any other encoding.
    Error: `EnvelopeError`.
    """
    if len(body) > limit:
        raise EnvelopeError("too-large", f"more than {limit} bytes")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise EnvelopeError("encoding", "not UTF-8") from None
    declared = _ENCODING.match(text)
    if declared and declared.group(1).lower() not in ("utf-8", "us-ascii"):
        raise EnvelopeError("encoding", "declared as something else than UTF-8")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise EnvelopeError("dtd-forbidden", "document type and entities are not accepted")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        raise EnvelopeError("malformed", "not well-formed XML, or too deep") from None
    _measure(root)
    return root


def _measure(root: etree._Element) -> None:
    if root.getprevious() is not None or root.getnext() is not None:
        raise EnvelopeError("malformed", "nothing may stand beside the envelope")
    depth = count = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "pi")):
        if event == "pi":
            raise EnvelopeError("malformed", "processing instructions are not accepted")
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > _MAX_DEPTH or count > _MAX_ELEMENTS:
            raise EnvelopeError("xml-limit", "too deep or too many elements")
        if not isinstance(node.tag, str):
            raise EnvelopeError("malformed", "an entity reference is not accepted")


class Contract:
    """The schema inside a WSDL file of ours: what a body may contain. `namespace` is the schema's target."""

    def __init__(self, wsdl: Path) -> None:
        document = etree.parse(wsdl, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        schema = document.find(f".//{{{_XS}}}schema")
        if schema is None:
            raise ValueError(f"{wsdl.name} has no schema")
        self.namespace = str(schema.get("targetNamespace"))
        # Serialised once, so that prefixes declared outside the schema come along.
        self._schema = etree.XMLSchema(etree.fromstring(etree.tostring(schema)))
        self._lock = Lock()

    def violation(self, content: etree._Element) -> str | None:
        """Where and against which rule an element breaks the schema, without its values; None when it fits."""
        # our own messages carry documents longer than the limit for strangers
        alone = etree.fromstring(
            etree.tostring(content),
            etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True),
        )
        with self._lock:  # a schema object keeps the errors of its last run
            if self._schema.validate(alone):
                return None
            log: Any = self._schema.error_log
            place, rule = str(log[0].path or ""), str(log[0].type_name)
        return f"{_readable(alone, place)} {rule}"

    def open(self, body: bytes, *, limit: int, check: bool = True) -> Opened | Fault:
        """The content of an envelope, or its fault. Error: `EnvelopeError`.

        Exactly one Body with exactly one element; a header block that demands to be understood is refused,
        because we understand none.
        """
        root = parse(body, limit=limit)
        version: Version | None = next((v for v, ns in NAMESPACES.items() if root.tag == f"{{{ns}}}Envelope"), None)
        if version is None:
            raise EnvelopeError("malformed", "not a SOAP envelope")
        ns = NAMESPACES[version]
        parts = [str(etree.QName(child).localname) for child in root if etree.QName(child).namespace == ns]
        if parts not in (["Body"], ["Header", "Body"]) or len(parts) != len(root):
            raise EnvelopeError("malformed", "an envelope has an optional Header and one Body", version)
        if any(block.get(f"{{{ns}}}mustUnderstand") in ("1", "true") for block in root[0] if len(root) == 2):
            raise EnvelopeError("must-understand", "a header block is not understood", version)
        if len(root[-1]) != 1:
            raise EnvelopeError("malformed", "a body has one element", version)
        content = root[-1][0]
        if content.tag == f"{{{ns}}}Fault":
            return _fault(content, version)
        if check and (broken := self.violation(content)):
            raise EnvelopeError("schema", broken, version)
        return Opened(version, content)


def _readable(root: etree._Element, place: str) -> str:
    """A path of element names for the parser's path, which may count positions instead (`/*/*[2]`)."""
    prefixes = {prefix: uri for node in root.iter() for prefix, uri in node.nsmap.items() if prefix}
    try:
        found: Any = root.getroottree().xpath(place, namespaces=prefixes)
    except etree.XPathError:
        return "/"
    steps = [found[0], *found[0].iterancestors()] if found else []
    return "/" + "/".join(str(etree.QName(step).localname) for step in reversed(steps))


def _fault(content: etree._Element, version: Version) -> Fault:
    ns = {"s": NAMESPACES[version]}
    if version == "1.1":
        code, text, detail = content.findtext("faultcode"), content.findtext("faultstring"), content.find("detail")
    else:
        code, text = content.findtext("s:Code/s:Value", None, ns), content.findtext("s:Reason/s:Text", None, ns)
        detail = content.find("s:Detail", ns)
    inside = detail[0] if detail is not None and len(detail) else None
    return Fault((code or "").rpartition(":")[2], text or "", inside)


def wrap(version: Version, content: etree._Element) -> bytes:
    """An envelope around one body element."""
    ns = NAMESPACES[version]
    root = etree.Element(f"{{{ns}}}Envelope", nsmap={"soap": ns})
    etree.SubElement(root, f"{{{ns}}}Body").append(content)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def fault(version: Version, *, ours: bool, text: str, detail: etree._Element | None = None) -> bytes:
    """An envelope with a fault; `ours` says that the receiver failed (Server/Receiver), else the sender did."""
    ns = NAMESPACES[version]
    body = etree.Element(f"{{{ns}}}Fault", nsmap={"soap": ns})
    if version == "1.1":
        etree.SubElement(body, "faultcode").text = "soap:Server" if ours else "soap:Client"
        etree.SubElement(body, "faultstring").text = text
        holder = "detail"
    else:
        code = etree.SubElement(body, f"{{{ns}}}Code")
        etree.SubElement(code, f"{{{ns}}}Value").text = "soap:Receiver" if ours else "soap:Sender"
        reason = etree.SubElement(body, f"{{{ns}}}Reason")
        sentence = etree.SubElement(reason, f"{{{ns}}}Text")
        sentence.text = text
        sentence.set("{http://www.w3.org/XML/1998/namespace}lang", "de")
        holder = f"{{{ns}}}Detail"
    if detail is not None:
        etree.SubElement(body, holder).append(detail)
    return wrap(version, body)
