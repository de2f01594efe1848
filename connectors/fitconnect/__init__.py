"""FIT-Connect: applications from a portal arrive as submissions, are fetched, opened, accepted or rejected, by REST."""

from .config import Config
from .connector import Connector
from .examples import CREDENTIALS, EXAMPLES, PERSONAS
from .simulator import Simulator

__all__ = ["CREDENTIALS", "EXAMPLES", "PERSONAS", "Config", "Connector", "Simulator"]
