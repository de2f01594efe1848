"""The types of a payment: what is asked for, and the word that it arrived."""

from __future__ import annotations

from ..base import DeliveryClass, MessageType, Operation
from ..schema import UUID, day, moment, number, one_of, record, text

NAME = "zahlung"
_payment_id = text("Kennung der Zahlung", "Identifier of the payment", pattern=UUID)
PAID = record(
    "Zahlungseingang",
    "Payment received",
    paymentId=_payment_id,
    amount=number("Betrag (EUR)", "Amount (EUR)"),
    paidAt=moment("Bezahlt", "Paid"),
    method=one_of("Zahlungsart", "Method", "KARTE", "UEBERWEISUNG", "BAR"),
    receiptNumber=text("Quittung", "Receipt number"),
)
OPERATIONS = {
    "createPayment": Operation(
        "createPayment",
        DeliveryClass.A,
        record(
            amount=number("Betrag (EUR)", "Amount (EUR)", minimum=0.01),
            purpose=text("Gebührenziffer", "Fee code"),
            payer=record(
                "Zahlungspflichtig",
                "Payer",
                familyName=text("Familienname", "Family name", longest=100),
                givenNames_=text("Vornamen", "Given names", longest=100),
            ),
            dueDate_=day("Fällig", "Due date"),
        ),
        record(
            paymentId=_payment_id,
            paymentUrl=text("Bezahlseite", "Payment page"),
            state=one_of("Stand", "State", "OFFEN", "BEZAHLT"),
            createdAt=moment("Angelegt", "Created"),
        ),
        "Gebühr anfordern",
        "Ask for a fee",
        errors=("SCHEMA_INVALID", "VALIDATION", "DUPLICATE"),
    )
}
MESSAGES = {"zahlung.paid": MessageType("zahlung.paid", "paymentId", PAID, "Gebühr ist bezahlt", "Fee has been paid")}
