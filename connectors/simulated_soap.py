"""What the simulated SOAP agencies share: envelope, schema, password, repeats, faults; SOAP 1.2, built from the WSDL."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from lxml import etree
from starlette.requests import Request
from starlette.responses import Response

from .simulated import Clock, SimulatedAgency

_ENV = "{http://www.w3.org/2003/05/soap-envelope}"
_XS = "{http://www.w3.org/2001/XMLSchema}"
_MEDIA = "application/soap+xml; charset=utf-8"


class SoapProblem(Exception):
    """The agency says no: `code` goes into the contract's fault element."""

    def __init__(self, code: str, text: str, *, retryable: bool = False) -> None:
        super().__init__(code)
        self.code, self.text, self.retryable = code, text, retryable


@cache
def _schema(wsdl: Path) -> tuple[etree.XMLSchema, str]:
    """The schema inside a WSDL file and its namespace in braces. Error: ValueError."""
    found = etree.parse(wsdl).find(f".//{_XS}schema")
    if found is None:
        raise ValueError(f"{wsdl.name} has no schema")
    return etree.XMLSchema(etree.fromstring(etree.tostring(found))), f"{{{found.get('targetNamespace')}}}"


class SimulatedSoap(SimulatedAgency):
    """Base of the SOAP simulators. Subclasses set `wsdl` and write `handle`.

    A request carries its key in the element `messageId`; `reading` names the operations without an effect. The fault's
    detail is the contract's element `fault` of code, text and retryable. `password` (optional) is demanded of callers.
    """

    wsdl: ClassVar[Path]
    reading: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, clock: Clock, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(clock, config)
        self._answers: dict[str, tuple[str, bytes]] = {}
        self._schema, self.ns = _schema(self.wsdl)

    def handle(self, operation: str, content: etree._Element, key: str) -> Mapping[str, str]:
        """The children of the response element, by name. Error: `SoapProblem`."""
        raise NotImplementedError

    async def answer(self, request: Request, body: bytes) -> Response:
        """Password, envelope, schema, repeat, then the agency itself; faults are HTTP 500, as the standard says."""
        if not self._permitted(request):
            return Response(status_code=401)
        try:
            with self._lock:
                return Response(self._once(self._content(body)), media_type=_MEDIA)
        except SoapProblem as problem:
            return Response(self._fault(problem), status_code=500, media_type=_MEDIA)

    def _permitted(self, request: Request) -> bool:
        password = self.config.get("password")
        if self.replaying or not password:
            return True
        try:
            shown = base64.b64decode(request.headers.get("authorization", "").removeprefix("Basic ")).decode()
        except ValueError:
            return False
        return bool(shown.partition(":")[2] == password)

    def _content(self, body: bytes) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            content = next(etree.fromstring(body, parser).iterchildren(f"{_ENV}Body"))[0]
        except (etree.XMLSyntaxError, StopIteration, IndexError):
            raise SoapProblem("SCHEMA_INVALID", "Kein gültiger Umschlag") from None
        content = etree.fromstring(etree.tostring(content), parser)
        if not self._schema.validate(content):
            raise SoapProblem("SCHEMA_INVALID", "Die Nachricht verletzt das Schema")
        return content

    def _once(self, content: etree._Element) -> bytes:
        operation = etree.QName(content).localname
        key = content.findtext(f"{self.ns}messageId") or str(uuid.uuid4())
        digest = hashlib.sha256(etree.tostring(content, method="c14n")).hexdigest()
        if key in self._answers:
            self.note(key, operation, effect=False)
            known, answer = self._answers[key]
            if known != digest:
                raise SoapProblem("DUPLICATE", "Derselbe Schlüssel kam schon mit anderem Inhalt")
            return answer
        effect = operation not in self.reading
        try:
            children = self.handle(operation, content, key)
        except SoapProblem:
            self.note(key, operation, effect=False)
            raise
        answer = self._envelope(self._element(f"{operation}Response", children))
        self.note(key, operation, effect=effect)
        if effect:
            self._answers[key] = (digest, answer)
        return answer

    def _element(self, name: str, children: Mapping[str, str]) -> etree._Element:
        root = etree.Element(f"{self.ns}{name}", nsmap={"a": self.ns[1:-1]})
        for child, value in children.items():
            etree.SubElement(root, f"{self.ns}{child}").text = value
        return root

    def _fault(self, problem: SoapProblem) -> bytes:
        fault = etree.Element(f"{_ENV}Fault", nsmap={"env": _ENV[1:-1]})
        code = etree.SubElement(etree.SubElement(fault, f"{_ENV}Code"), f"{_ENV}Value")
        code.text = "env:Receiver" if problem.retryable else "env:Sender"
        text = etree.SubElement(etree.SubElement(fault, f"{_ENV}Reason"), f"{_ENV}Text")
        text.text = problem.text
        text.set("{http://www.w3.org/XML/1998/namespace}lang", "de")
        detail = {"code": problem.code, "text": problem.text, "retryable": str(problem.retryable).lower()}
        etree.SubElement(fault, f"{_ENV}Detail").append(self._element("fault", detail))
        return self._envelope(fault)

    def _envelope(self, content: etree._Element) -> bytes:
        root = etree.Element(f"{_ENV}Envelope", nsmap={"env": _ENV[1:-1]})
        etree.SubElement(root, f"{_ENV}Body").append(content)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    def identifier(self, *parts: object) -> str:
        """A UUID that is the same whenever made from the same parts."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join([self.name, *map(str, parts)])))
