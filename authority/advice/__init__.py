"""Advice before an application: what is asked, and what the answers mean as the variables of an application."""

from .application import as_application
from .asked import Asked, Qualification

__all__ = ["Asked", "Qualification", "as_application"]
