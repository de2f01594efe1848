"""Which of the database's roles a process logs in as, and how the roles are made at setup."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy import make_url

from store import SqlStore, roles

from .settings import BadSettings, Settings


def acting_as(settings: Settings, role: str) -> Settings:
    """The settings of a process that does no more than a role may; unchanged where no roles are configured.

    A login of its own, and no SET ROLE after another's: what a process never logged in as it cannot go back to.
    Errors: BadSettings, OSError when the role's password is not there.
    """
    if settings.roles is None:
        return settings
    url = make_url(settings.database)
    if url.get_backend_name() != "postgresql":
        raise BadSettings("roles need a PostgreSQL database")
    password = _password(settings.roles, role)
    found = url.set(username=role)._replace(password=password)
    return replace(settings, database=found.render_as_string(hide_password=False))


def install(settings: Settings, store: object) -> bool:
    """Make the roles with their rights and policies, if any are configured; whether they are.

    Errors: BadSettings, OSError, UnsafeDatabase.
    """
    if settings.roles is None:
        return False
    if not isinstance(store, SqlStore):
        raise BadSettings("roles need a PostgreSQL database")
    passwords = {role: _password(settings.roles, role) for role in roles.ROLES}
    roles.install(store.engine, {role: word for role, word in passwords.items() if word is not None})
    return True


def _password(folder: Path, role: str) -> str | None:
    """What the role's file in the folder says; None when there is none: then the server knows the role otherwise."""
    file = folder / role
    return file.read_text(encoding="utf-8").strip() if file.is_file() else None
