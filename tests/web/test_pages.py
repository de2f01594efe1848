"""How the built pages are served: by name for ever, by address always anew, and nothing outside the build."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from service import pages, problems


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """A build of three files, and a secret beside it."""
    (tmp_path / "dist" / "assets").mkdir(parents=True)
    (tmp_path / "dist" / "app.html").write_text("<!doctype html><title>desk</title>")
    (tmp_path / "dist" / "assets" / "app-1a2b.js").write_text("console.log('ä')" * 100)
    (tmp_path / "secret.txt").write_text("secret")
    app = FastAPI()
    problems.install(app)
    app.include_router(pages.router(tmp_path / "dist"))
    return TestClient(app)


@pytest.mark.parametrize("address", ["/app", "/app/", "/app/tasks", "/app/cases/AKZ-DD-2026-000001"])
def test_every_address_below_app_is_the_same_page(client: TestClient, address: str) -> None:
    answer = client.get(address)

    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert "desk" in answer.text


def test_the_page_forbids_inline_code(client: TestClient) -> None:
    policy = client.get("/app/").headers["content-security-policy"]

    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


def test_a_file_with_a_hash_in_its_name_is_kept_for_ever(client: TestClient) -> None:
    answer = client.get("/assets/app-1a2b.js")

    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")


def test_a_script_travels_packed_when_the_browser_can_unpack(client: TestClient) -> None:
    packed = client.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text


@pytest.mark.parametrize(
    "name", ["../app.html", "..%2f..%2fsecret.txt", "%2e%2e/%2e%2e/secret.txt", "nothing.js", ".htaccess", "%00.js"]
)
def test_nothing_outside_the_build_is_served(client: TestClient, name: str) -> None:
    answer = client.get(f"/assets/{name}")

    assert "secret" not in answer.text
    assert answer.status_code == 404


def test_a_platform_without_a_build_says_how_to_make_one(tmp_path: Path) -> None:
    app = FastAPI()
    app.include_router(pages.router(tmp_path))

    answer = TestClient(app).get("/app/")

    assert answer.status_code == 503
    assert "npm run build" in answer.text
