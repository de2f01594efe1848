"""Reads an upload while it comes in: one file and a few short fields, counted, the file in an anonymous file on disk."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from documents.intake import LARGEST

from .problems import Problem

#: Room for boundaries, headers and fields around the file.
AROUND = 64 * 1024
MOST_FIELDS = 10
LONGEST_FIELD = 4 * 1024


def described(**fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the API's description says of an upload: the file, and its text fields, all of them required."""
    file = {"type": "string", "format": "binary", "description": "PDF, PNG, JPEG, DOCX, ODT"}
    schema = {
        "type": "object",
        "required": ["file", *fields],
        "additionalProperties": False,
        "properties": {"file": file} | {name: {"type": "string", **more} for name, more in fields.items()},
    }
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


@dataclass(frozen=True, slots=True)
class Form:
    """What came: fields by name, and the one file with what its sender says about it."""

    fields: Mapping[str, str]
    file: BinaryIO
    file_name: str
    media_type: str

    def close(self) -> None:
        """Give the file back; it has no name and is gone with that."""
        self.file.close()


async def receive(request: Request, allowed: frozenset[str], limit: int = LARGEST) -> Form:
    """The form, after who sends it has been checked. `allowed` names the fields beside `file`.

    Problem: 415 for anything but multipart/form-data with a boundary, 413 beyond `limit` bytes of file, 400
    `multipart-malformed`, 422 `unknown-field` or `validation-failed` (no file, a field twice).
    """
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    if media.strip().lower() != "multipart/form-data" or "boundary=" not in parameters.lower():
        raise Problem(415, "unsupported-media-type")
    parser = MultiPartParser(
        request.headers,
        _counted(request, limit + AROUND),
        max_files=1,
        max_fields=MOST_FIELDS,
        max_part_size=LONGEST_FIELD,
    )
    try:
        form = await parser.parse()
    except MultiPartException:
        raise Problem(400, "multipart-malformed") from None
    files = [(name, value) for name, value in form.multi_items() if isinstance(value, UploadFile)]
    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    try:
        _check(files, fields, allowed)
    except Problem:
        await form.close()
        raise
    upload = files[0][1]
    file = upload.file
    file.fileno()  # on disk from here on, whatever its size: the checks run in another process
    if upload.size is not None and upload.size > limit:
        await form.close()
        raise Problem(413, "payload-too-large")
    return Form(dict(fields), file, upload.filename or "", upload.content_type or "")


async def _counted(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen > limit:
            raise Problem(413, "payload-too-large")
        yield chunk


def _check(files: list[tuple[str, UploadFile]], fields: list[tuple[str, str]], allowed: frozenset[str]) -> None:
    names = [name for name, _ in fields]
    unknown = [name for name, _ in files if name != "file"] + [name for name in names if name not in allowed]
    if unknown:
        raise Problem(
            422,
            "unknown-field",
            errors=[
                {
                    "pointer": f"/{unknown[0][:50]}",
                    "code": "unknown-field",
                    "message": "Unbekanntes Feld / unknown field",
                }
            ],
        )
    if len(set(names)) != len(names):
        raise Problem(
            422,
            "validation-failed",
            errors=[{"pointer": "/", "code": "twice", "message": "Ein Feld steht zweimal da / a field comes twice"}],
        )
    if not files:
        raise Problem(
            422,
            "validation-failed",
            errors=[{"pointer": "/file", "code": "missing", "message": "Es fehlt die Datei / there is no file"}],
        )
    if any("\x00" in value for _, value in fields):
        raise Problem(
            422,
            "validation-failed",
            errors=[{"pointer": "/", "code": "nul", "message": "Enthält ein Nullzeichen / contains a NUL"}],
        )
