"""Examples that the trade office accepts, and the personas its simulator plays."""

from __future__ import annotations

from ..examples import Example, Persona

PERSON = {"familyName": "Muster-Tran", "givenNames": "Linh", "birthDate": "1988-03-02"}
EXAMPLES = (
    Example("consult", {"person": PERSON, "trade": "Einzelhandel mit Lebensmitteln", "locationAgs": "14612000"}),
)
PERSONAS = (
    Persona("trade", "ERLAUBNIS", "erlaubnispflichtig, Erlaubnis fehlt", "licence required and missing"),
    Persona("trade", "BEDENKEN", "Bedenken", "objections"),
    Persona("trade", "ANGEMELDET", "schon angemeldet", "already registered"),
)
CREDENTIALS = {"client_secret": "gewerbeamt-simulator"}
