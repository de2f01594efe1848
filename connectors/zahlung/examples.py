"""Examples that the payment service accepts, and the personas its simulator plays."""

from __future__ import annotations

from ..examples import Example, Persona

PAYER = {"familyName": "Mustermann-Rao", "givenNames": "Anjali"}
EXAMPLES = (Example("createPayment", {"amount": 100, "purpose": "F1", "payer": PAYER, "dueDate": "2026-11-04"}),)
PERSONAS = (Persona("payer.familyName", "ZAHLTNICHT", "zahlt nie", "never pays"),)
CREDENTIALS = {"client_secret": "zahlung-simulator", "webhook_secret": "zahlung-webhook"}
