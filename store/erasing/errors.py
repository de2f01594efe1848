"""Why a case cannot be erased, or what cannot be done with one that is."""

from __future__ import annotations

from engine.errors import Conflict


class GoneErased(Conflict):
    """The content of the case was erased: nothing is written to it any more (410)."""

    code = "gone-erased"


class MustStay(Conflict):
    """The content of the case has to be kept; the text says why (409)."""

    code = "must-stay"


class Held(MustStay):
    """A legal hold lies on the case (409)."""

    code = "legal-hold"


class StillOpen(MustStay):
    """The case is not over (409)."""

    code = "case-open"
