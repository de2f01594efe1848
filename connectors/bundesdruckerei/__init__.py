"""The Federal Printing Office: order of the electronic residence title and its status, by REST and webhook."""

from .config import Config
from .connector import Connector
from .examples import CREDENTIALS, EXAMPLES, PERSONAS
from .simulator import Simulator

__all__ = ["CREDENTIALS", "EXAMPLES", "PERSONAS", "Config", "Connector", "Simulator"]
