"""The FEEL functions of the domain: statutory periods and identifiers, for diagrams, decision tables and forms."""

from .catalogue import FUNCTIONS
from .identifiers import betriebsnummer_valid

__all__ = ["FUNCTIONS", "betriebsnummer_valid"]
