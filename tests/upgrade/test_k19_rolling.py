"""K19: this code works beside the schema of the next version, and refuses one that does not serve it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from store import UnsafeDatabase, migrations

from ..kernel.office import Office
from ..kernel.test_state import DIAGRAM
from .databases import NewDatabase, opened

_NEXT = '''"""A schema of the next version: {what}."""

import sqlalchemy as sa
from alembic import op

from store.migrations import online

revision, down_revision, branch_labels, depends_on = "{number}", "{before}", None, None
serves = "{serves}"


def upgrade():
{body}
'''
_EXPAND = """    for table in ("case_instance", "task", "job", "timer", "history", "inbound_message", "deployment"):
        online.columns(table, [
            sa.Column("of_next", sa.Text(), nullable=True),
            sa.Column("of_next_too", sa.Integer(), nullable=False, server_default=sa.text("7")),
        ])
    online.index("task_of_next", "task", ["tenant", "of_next", "activation"])
    if not online.has_table("next_table"):
        op.create_table("next_table", sa.Column("case_id", sa.Text(), sa.ForeignKey("case_instance.id"), primary_key=True))
    online.batches("UPDATE task SET of_next = 'x' WHERE (case_id, activation) IN"
                   " (SELECT case_id, activation FROM task WHERE of_next IS NULL AND state <> 0 LIMIT 2)")"""


@pytest.fixture
def next_version(tmp_path: Path) -> Path:
    """The folder of migrations as the version after this one has it: first expanding, then contracting."""
    folder = tmp_path / "next"
    shutil.copytree(
        Path(migrations.__file__).parent, folder, ignore=shutil.ignore_patterns("__pycache__", "__init__.py")
    )
    versions = [
        ("9001", migrations.HEAD, migrations.HEAD, "expanded", _EXPAND),
        ("9002", "9001", "9001", "contracted", "    op.drop_column('request_key', 'command')"),
    ]
    for number, before, serves, what, body in versions:
        text = _NEXT.format(number=number, before=before, serves=serves, what=what, body=body)
        (folder / "versions" / f"{number}_{what}.py").write_text(text)
    return folder


def living(store_url: str, during: Callable[[], None]) -> tuple[list[str], list[BaseException]]:
    """Cases of this code lived through from start to end, one after another, while something else happens."""
    store = opened(store_url)
    failed: list[BaseException] = []
    ends: list[str] = []

    def happens() -> None:
        try:
            during()
        except BaseException as error:  # noqa: BLE001  # whatever it is, the story shows it
            failed.append(error)

    other = threading.Thread(target=happens)
    office = Office(store)
    office.deploy(DIAGRAM)
    other.start()
    while other.is_alive() or len(ends) < 2:
        office.starts(x=len(ends))
        office.completes("a")
        office.receives("answer")
        office.passes(days=2)
        office.completes("z")
        ends.append(office.status.value)
    other.join()
    store.close()
    return ends, failed


def test_k19_this_code_works_on_beside_the_schema_of_the_next(new_database: NewDatabase, next_version: Path) -> None:
    url = new_database("rolling")
    store = opened(url)
    store.upgrade()

    ends, failed = living(url, lambda: migrations.upgrade(store.engine, "9001", folder=next_version))

    assert failed == []
    assert set(ends) == {"COMPLETED"}
    store.check()
    store.upgrade()  # rolled back to this code: nothing to do, nothing refused
    assert migrations.window(store.engine) == ("9001", migrations.HEAD)
    store.close()


def test_k19_this_code_refuses_a_schema_that_does_not_serve_it_any_more(
    new_database: NewDatabase, next_version: Path
) -> None:
    store = opened(new_database("later"))
    migrations.upgrade(store.engine, "9002", folder=next_version)

    for start in (store.check, store.upgrade):
        with pytest.raises(
            UnsafeDatabase, match=f"has schema 9002, which needs code of schema 9001 .* has {migrations.HEAD}"
        ):
            start()
    store.close()


def test_k19_a_schema_older_than_the_code_is_refused_with_what_to_do(new_database: NewDatabase) -> None:
    store = opened(new_database("earlier"))
    migrations.upgrade(store.engine, "0008")

    with pytest.raises(
        UnsafeDatabase, match=f"schema 0008, this version needs {migrations.HEAD}: run `akzess db upgrade`"
    ):
        store.check()
    store.close()
