"""The form with which a file is handed in: its fields, their shape, and what the description of the interface says of them."""

from __future__ import annotations

import re
from typing import Any

from documents import model

from ..multipart import Form
from ..problems import Problem

#: Codes of decision table D6.
_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
FIELDS = frozenset({"code", "folder", "title", "replaces"})
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "additionalProperties": False,
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "PDF, PNG, JPEG, DOCX, ODT"},
                        "code": {"type": "string", "maxLength": 40, "pattern": "^[A-Za-z0-9_-]{1,40}$"},
                        "folder": {"type": "string", "enum": [folder.value for folder in model.Folder]},
                        "title": {"type": "string", "maxLength": 200},
                        "replaces": {"type": "string", "maxLength": 36},
                    },
                }
            }
        },
    }
}


def matching(form: Form, name: str, longest: int) -> str | None:
    """A field's text; None for none. Problem: 422 for one that is too long or has another shape."""
    value = form.fields.get(name, "").strip()
    if len(value) > longest or (name == "code" and value and not _CODE.fullmatch(value)):
        raise Problem(
            422,
            "validation-failed",
            errors=[
                {
                    "pointer": f"/{name}",
                    "code": "pattern",
                    "message": "Hat nicht die verlangte Form / not of the required form",
                }
            ],
        )
    return value or None
