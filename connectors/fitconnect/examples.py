"""Examples that FIT-Connect accepts, and the key of its simulated destination."""

from __future__ import annotations

import base64
import hashlib
import json

from cryptography.hazmat.primitives.asymmetric import ec

from ..examples import Example, Persona

DESTINATION = "8a3f1c1e-5a0b-4a57-9a39-6d6f0a1b2c3d"
#: The submission that always waits in the simulator.
WAITING = "0d5b2f6e-8f0a-4f0e-9c57-1b2c3d4e5f60"


def simulated_key() -> str:
    """The private key of the simulated destination as JSON Web Key: made from a word, so that none lies in the files."""
    number = int.from_bytes(hashlib.sha256(b"fitconnect-simulator").digest())
    private = ec.derive_private_key(number, ec.SECP256R1())
    point = private.public_key().public_numbers()

    def text(value: int) -> str:
        return base64.urlsafe_b64encode(value.to_bytes(32)).rstrip(b"=").decode()

    return json.dumps({"kty": "EC", "crv": "P-256", "x": text(point.x), "y": text(point.y), "d": text(number)})


EXAMPLES = (
    Example("registerCallback", {"destinationId": DESTINATION}, prompts=True),
    Example("getSubmission", {"submissionId": WAITING}),
    Example("acceptSubmission", {"submissionId": WAITING}),
    Example(
        "rejectSubmission",
        {"submissionId": WAITING, "problems": [{"code": "zustaendigkeit", "text": "Für diesen Ort nicht zuständig"}]},
    ),
)
PERSONAS = (
    Persona("POST /portal/submissions", "", "meldet die Einreichung nach einer Minute", "announced after one minute"),
    Persona(
        "POST /portal/submissions", "UNLESBAR", "für einen fremden Schlüssel verschlüsselt", "encrypted for another key"
    ),
)
CREDENTIALS = {
    "client_secret": "fitconnect-simulator",
    "webhook_secret": "fitconnect-webhook",
    "decryption_key": simulated_key(),
}
