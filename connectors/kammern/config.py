"""What an operator must set to speak with the chambers: one common account, or an account for each chamber."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from ..base import Misconfigured
from ..rest import RestConfig
from ..settings import OFFICES, Office, Secret

CHAMBERS = ("IHK_DRESDEN", "IHK_CHEMNITZ", "IHK_LEIPZIG", "HWK_DRESDEN", "HWK_CHEMNITZ", "HWK_LEIPZIG", "IHK_FOSA")
#: What a chamber may have of its own; anything else is common to all.
_OWN = frozenset(field.name for field in fields(RestConfig)) - {"callback_base_url", "networks"}
_SECRETS = frozenset({"client_secret", "webhook_secret"})


@dataclass(frozen=True, slots=True)
class Config(RestConfig):
    """One account at the chambers' common interface; the chamber itself is part of each request.

    `chambers`: chambers with an address or account of their own, by code (IHK_DRESDEN …), each with the fields it has
    instead of the common ones. What such a chamber sends is accepted under its own key only.
    `offices`: our authorities by the letters of the case reference.
    """

    chambers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    offices: Mapping[str, Office] = field(default_factory=lambda: dict(OFFICES))

    def instances(self) -> dict[str, Config]:
        """The configuration of each chamber that has one of its own. Error: `Misconfigured` for a word nobody knows."""
        return {chamber: self._instance(chamber, values) for chamber, values in self.chambers.items()}

    def _instance(self, chamber: str, values: Mapping[str, Any]) -> Config:
        unknown = sorted(set(values) - _OWN)
        if chamber not in CHAMBERS or unknown:
            raise Misconfigured("config-unknown", f"chambers does not know: {', '.join(unknown or [chamber])}")
        if "base_url" in values and "client_secret" not in values and self.client_secret:
            # The common secret must not travel to an address it was not given for.
            raise Misconfigured(
                "config-missing", f"{chamber} has an address of its own and needs its own client_secret"
            )
        read: dict[str, Any] = {
            name: Secret.read(value) if name in _SECRETS else value for name, value in values.items()
        }
        common: dict[str, Any] = {"chambers": {}} | ({"token_url": ""} if "base_url" in values else {})
        return replace(self, **(common | read))
