"""The trade office: consultation on a planned trade, by REST."""

from .config import Config
from .connector import Connector
from .examples import CREDENTIALS, EXAMPLES, PERSONAS
from .simulator import Simulator

__all__ = ["CREDENTIALS", "EXAMPLES", "PERSONAS", "Config", "Connector", "Simulator"]
