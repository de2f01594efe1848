"""docs/external-workers.md says what the code does, and its worker works."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Platform
from .diagrams import CHARGE

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "external-workers.md").read_text(encoding="utf-8")


def test_the_table_lists_every_route_and_no_other(platform: Platform) -> None:
    listed = {
        (method, path.replace("{key}", "{}"))
        for method, paths in re.findall(r"^\| (GET|POST|PUT|PATCH|DELETE) (`[^|]+`) \|", PAGE, re.M)
        for path in re.findall(r"`([^`]+)`", paths)
    }
    paths = platform.http.get(f"{platform.url}/openapi.json").json()["paths"]
    built = {
        (method.upper(), re.sub(r"\{\w+\}", "{}", path.removeprefix("/v2")))
        for path, methods in paths.items()
        if path.startswith("/v2/")
        for method in methods
    }
    assert listed == built


def test_the_worker_on_the_page_works(platform: Platform) -> None:
    found = re.search(r"```python\n(.*?)```", PAGE, re.S)
    assert found
    platform.deploys(p=CHARGE)
    environment = {**os.environ, **platform.settings("till")}
    worker = subprocess.Popen([sys.executable, "-c", found[1]], env=environment, stderr=subprocess.DEVNULL)
    try:
        body = {
            "processDefinitionId": "p",
            "variables": {"amount": 7},
            "awaitCompletion": True,
            "requestTimeout": 30_000,
        }
        answer = platform.post("/process-instances", body | {"fetchVariables": ["receipt"]}, timeout=40)
    finally:
        worker.terminate()
        worker.wait(10)
    assert answer.json()["variables"] == {"receipt": "R-7"}


@pytest.mark.parametrize("status", ["INVALID_ARGUMENT", "ALREADY_EXISTS", "RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED"])
def test_the_titles_of_problems_are_on_the_page(status: str) -> None:
    assert f"`{status}`" in PAGE
