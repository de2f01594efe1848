"""The only importer of zeep: a client made from our WSDL file, whose every byte goes through `connectors.http`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from pathlib import Path
from typing import Any

import zeep
from lxml import etree
from zeep.exceptions import Error as ZeepError

from .base import Misconfigured, OutcomeUnknown, Refused
from .envelope import NAMESPACES, Contract, EnvelopeError, Fault, Opened, Version
from .http import MAX_BODY, HttpClient, HttpResponse, malformed

_XML_TYPES = frozenset({"text/xml", "application/soap+xml", "application/xml"})
_call: ContextVar[tuple[float, Mapping[str, str]]] = ContextVar("soap_call")


class SoapFault(Exception):
    """The agency answered with a fault whose detail is `detail` (None: a fault of the SOAP layer itself)."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


class _Transport(zeep.Transport):
    """zeep's way to the world, replaced: posts through our client, loads nothing but the one vendored file."""

    def __init__(self, http: HttpClient, contract: Contract, wsdl: Path) -> None:
        # Not calling zeep's own constructor is the point: it would open a requests session with file:// mounted.
        self._http, self._contract, self._wsdl = http, contract, wsdl
        self.cache = None
        self.session = None
        self.operation_timeout = None
        self._close_session = False

    def load(self, url: str) -> bytes:
        """The vendored contract; any import it might name is refused, whatever its scheme."""
        if url != str(self._wsdl):
            raise Misconfigured("wsdl-import", "a contract may not load other documents")
        return self._wsdl.read_bytes()

    def get(self, address: str, params: object, headers: object) -> Any:
        raise Misconfigured("soap", "SOAP calls are posts")

    def post(self, address: str, message: bytes, headers: Mapping[str, str]) -> HttpResponse:
        deadline, extra = _call.get()
        sent = {str(name): str(value) for name, value in headers.items()} | dict(extra)
        return self._http.call("POST", address, deadline=deadline, headers=sent, content=message)

    def post_xml(self, address: str, envelope: etree._Element, headers: Mapping[str, str]) -> HttpResponse:
        """Check our own message against the contract before it leaves."""
        content = next(iter(envelope.iterchildren("{*}Body")))[0]
        if broken := self._contract.violation(content):
            raise Refused("SCHEMA_INVALID", broken, {"path": broken.partition(" ")[0]})
        return self.post(address, etree.tostring(envelope, xml_declaration=True, encoding="utf-8"), headers)


class SoapClient:
    """Calls the operations of one WSDL binding at a configured address.

    `binding` is the binding's local name in the contract's namespace.
    """

    def __init__(self, wsdl: Path, http: HttpClient, *, binding: str, address: str) -> None:
        self._wsdl, self._http, self._binding, self._address = wsdl, http, binding, address

    @cached_property
    def contract(self) -> Contract:
        """The schema both directions are checked against."""
        return Contract(self._wsdl)

    @cached_property
    def _service(self) -> Any:
        settings = zeep.Settings(
            strict=True,
            raw_response=True,
            forbid_dtd=True,
            forbid_entities=True,
            forbid_external=True,
            force_https=False,
        )
        make: Any = zeep.Client  # untyped in zeep
        client = make(str(self._wsdl), transport=_Transport(self._http, self.contract, self._wsdl), settings=settings)
        return client.create_service(f"{{{self.contract.namespace}}}{self._binding}", self._address)

    def call(
        self, operation: str, arguments: Mapping[str, Any], *, deadline: float, headers: Mapping[str, str] | None = None
    ) -> etree._Element:
        """The response element of one operation, valid against the contract.

        `arguments` are Python values by element name; `headers` go along on HTTP. Errors: `SoapFault`, and those of
        `connectors.base`: `Refused("SCHEMA_INVALID")` before anything was sent, `Misconfigured("agency-malformed")`
        when the answer breaks the contract.
        """
        with _deadline(deadline, headers or {}):
            try:
                response = self._service[operation](**arguments)
            except (ZeepError, TypeError, ValueError) as error:
                raise Refused(
                    "SCHEMA_INVALID", f"the input does not fit the contract ({type(error).__name__})"
                ) from None
        return self._content(operation, response)

    def _content(self, operation: str, response: HttpResponse) -> etree._Element:
        if response.status in (401, 403, 407):
            raise Misconfigured("credentials", f"the agency does not accept who we are (HTTP {response.status})")
        if response.media_type not in _XML_TYPES or not response.body:
            if error := self._http.unavailable(response):
                raise error
            raise malformed(f"HTTP {response.status} with {response.media_type or 'no content type'} instead of SOAP")
        try:
            opened = self.contract.open(response.body, limit=MAX_BODY)
        except EnvelopeError as error:
            raise malformed(f"the answer is no valid envelope: {error.problem}") from None
        if isinstance(opened, Fault):
            if opened.detail is not None and self.contract.violation(opened.detail):
                raise malformed("the detail of a fault breaks the contract")
            raise SoapFault(opened)
        return self._expected(operation, response, opened)

    def _expected(self, operation: str, response: HttpResponse, opened: Opened) -> etree._Element:
        if response.status >= 300:
            raise OutcomeUnknown(f"http-{response.status}", "the agency failed while answering")
        if opened.content.tag != f"{{{self.contract.namespace}}}{operation}Response":
            raise malformed("the answer belongs to another operation")
        return opened.content


@contextmanager
def _deadline(seconds: float, headers: Mapping[str, str]) -> Iterator[None]:
    token = _call.set((seconds, headers))
    try:
        yield
    finally:
        _call.reset(token)


def binding_of(version: Version, names: Mapping[Version, str]) -> str:
    """The binding for a configured SOAP version. Error: `Misconfigured` for any other version."""
    if version not in NAMESPACES:
        raise Misconfigured("config-value", "soap_version is 1.1 or 1.2")
    return names[version]
