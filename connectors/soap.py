"""The only importer of zeep: a client made from our WSDL file, whose every byte goes through `connectors.http`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import zeep
from lxml import etree
from zeep.exceptions import Error as ZeepError

from .base import Misconfigured, OutcomeUnknown, Refused
from .envelope import NAMESPACES, Contract, EnvelopeError, Fault, Opened, Version
from .http import MAX_BODY, HttpClient, HttpResponse, malformed
from .soap_security import SoapSecurity

_XML_TYPES = frozenset({"text/xml", "application/soap+xml", "application/xml"})


@dataclass(slots=True)
class _Call:
    """One call under way: seconds, HTTP headers, and the MessageID that its signed request got."""

    deadline: float
    headers: Mapping[str, str]
    message_id: str = ""


_call: ContextVar[_Call] = ContextVar("soap_call")


class SoapFault(Exception):
    """The agency answered with a fault whose detail is `detail` (None: a fault of the SOAP layer itself)."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


class _Transport(zeep.Transport):
    """zeep's way to the world, replaced: posts through our client, loads nothing but the one vendored file."""

    def __init__(self, http: HttpClient, contract: Contract, wsdl: Path, security: SoapSecurity | None = None) -> None:
        # Not calling zeep's own constructor is the point: it would open a requests session with file:// mounted.
        self._http, self._contract, self._wsdl, self._security = http, contract, wsdl, security
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
        call = _call.get()
        sent = {str(name): str(value) for name, value in headers.items()} | dict(call.headers)
        return self._http.call("POST", address, deadline=call.deadline, headers=sent, content=message)

    def post_xml(self, address: str, envelope: etree._Element, headers: Mapping[str, str]) -> HttpResponse:
        """Check our own message against the contract, and sign it, before it leaves."""
        content = next(iter(envelope.iterchildren("{*}Body")))[0]
        if broken := self._contract.violation(content):
            raise Refused("SCHEMA_INVALID", broken, {"path": broken.partition(" ")[0]})
        if self._security is not None:
            sealed, _call.get().message_id = self._security.seal(envelope)
            return self.post(address, sealed, headers)
        return self.post(address, etree.tostring(envelope, xml_declaration=True, encoding="utf-8"), headers)


class SoapClient:
    """Calls the operations of one WSDL binding at a configured address.

    `binding` is the binding's local name in the contract's namespace. With `security` requests are signed and
    answers verified.
    """

    def __init__(
        self, wsdl: Path, http: HttpClient, *, binding: str, address: str, security: SoapSecurity | None = None
    ) -> None:
        self._wsdl, self._http, self._binding, self._address = wsdl, http, binding, address
        self._security = security

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
        client = make(
            str(self._wsdl),
            transport=_Transport(self._http, self.contract, self._wsdl, self._security),
            settings=settings,
        )
        return client.create_service(f"{{{self.contract.namespace}}}{self._binding}", self._address)

    def call(
        self, operation: str, arguments: Mapping[str, Any], *, deadline: float, headers: Mapping[str, str] | None = None
    ) -> etree._Element:
        """The response element of one operation, valid against the contract.

        `arguments` are Python values by element name; `headers` go along on HTTP. Errors: `SoapFault`, and those of
        `connectors.base`: `Refused("SCHEMA_INVALID")` before anything was sent, `Misconfigured("agency-malformed")`
        when the answer breaks the contract, `Misconfigured("signature")`.
        """
        with _under_way(_Call(deadline, headers or {})) as call:
            try:
                response = self._service[operation](**arguments)
            except (ZeepError, TypeError, ValueError) as error:
                raise Refused(
                    "SCHEMA_INVALID", f"the input does not fit the contract ({type(error).__name__})"
                ) from None
        return self._content(operation, response, call.message_id)

    def _content(self, operation: str, response: HttpResponse, message_id: str) -> etree._Element:
        if response.status in (401, 403, 407):
            raise Misconfigured("credentials", f"the agency does not accept who we are (HTTP {response.status})")
        if response.media_type not in _XML_TYPES or not response.body:
            if error := self._http.unavailable(response):
                raise error
            raise malformed(f"HTTP {response.status} with {response.media_type or 'no content type'} instead of SOAP")
        body = response.body if self._security is None else self._security.answer(response.body, message_id)
        try:
            opened = self.contract.open(body, limit=MAX_BODY)
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
def _under_way(call: _Call) -> Iterator[_Call]:
    token = _call.set(call)
    try:
        yield call
    finally:
        _call.reset(token)


def binding_of(version: Version, names: Mapping[Version, str]) -> str:
    """The binding for a configured SOAP version. Error: `Misconfigured` for any other version."""
    if version not in NAMESPACES:
        raise Misconfigured("config-value", "soap_version is 1.1 or 1.2")
    return names[version]
