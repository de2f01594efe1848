"""E-mail to applicants, employers and partners, by SMTP: that there is news, never what it is."""

from .config import Config
from .connector import Connector
from .examples import CREDENTIALS, EXAMPLES, PERSONAS
from .simulator import Simulator

__all__ = ["CREDENTIALS", "EXAMPLES", "PERSONAS", "Config", "Connector", "Simulator"]
