"""Form answers checked again on the server, against the same form-js schema the page used."""

from .deployment import check
from .messages import FieldError
from .schema import FormError
from .validation import Verdict, validate

__all__ = ["FieldError", "FormError", "Verdict", "check", "validate"]
