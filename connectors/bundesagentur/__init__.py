"""The Bundesagentur für Arbeit: approval of employment (§ 39 AufenthG), by SOAP in both directions."""

from .config import Config
from .connector import Connector
from .examples import CREDENTIALS, EXAMPLES, PERSONAS
from .simulator import Simulator

__all__ = ["CREDENTIALS", "EXAMPLES", "PERSONAS", "Config", "Connector", "Simulator"]
