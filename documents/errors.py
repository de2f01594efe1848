"""What can be wrong with a document, each with one consequence."""

from __future__ import annotations


class DocumentError(Exception):
    """Base of all; `code` is that of the problem document."""

    code = "document"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.code)
        self.detail = detail


class Unacceptable(DocumentError):
    """The file is refused for what it is; 422. `code` says which rule it breaks, `place` where (an entry, a page)."""

    def __init__(self, code: str, detail: str = "", place: str = "") -> None:
        super().__init__(detail)
        self.code = code
        self.place = place


class TooMany(DocumentError):
    """The case holds as many documents as it may; 409."""

    code = "too-many-documents"


class KeyReused(DocumentError):
    """This key was used for other content; 422."""

    code = "idempotency-key-reuse"


class Erased(DocumentError):
    """The case's data were erased; 410."""

    code = "gone-erased"


class Missing(DocumentError):
    """There is no such document, or not for this case; 404."""

    code = "not-found"


class ScannerAway(DocumentError):
    """The virus scanner did not answer; the file waits in quarantine."""

    code = "scanner-away"


class Unjudged(ScannerAway):
    """The scanner answered, but not about this file (too large for it, …); the file waits in quarantine."""

    code = "scan-unjudged"


class Busy(DocumentError):
    """Too many files are being opened at the moment; 503, try again."""

    code = "unavailable"


class Unrenderable(DocumentError):
    """A letter could not be set: a template, a text or a value is missing; a person acts."""

    code = "letter-unrenderable"
