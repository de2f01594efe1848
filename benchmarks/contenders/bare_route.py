"""A bare FastAPI route with one transaction: lock a row, write what came, note it; nothing is decided and nobody asked.

`python -m benchmarks.contenders.bare_route PORT postgresql://…` serves it with one process of uvicorn.
"""

from __future__ import annotations

import sys
from typing import Any

import uvicorn
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel
from sqlalchemy import create_engine, text

app = FastAPI()
engine: Any = None


class Answers(BaseModel):
    """What a clerk filled in."""

    answers: dict[str, Any] = {}


class Done(BaseModel):
    """The answer."""

    id: str
    version: int


@app.post("/bare/{task}", response_model=Done)
def complete(task: str, body: Answers) -> Done:
    """One transaction with three statements."""
    with engine.begin() as link:
        row = link.execute(text("SELECT version FROM bare_task WHERE id = :id FOR UPDATE"), {"id": task}).first()
        if row is None:
            raise HTTPException(404)
        link.execute(
            text("UPDATE bare_task SET version = version + 1, state = :state, content = :content WHERE id = :id"),
            {"id": task, "state": "COMPLETED", "content": body.model_dump_json()},
        )
        link.execute(text("INSERT INTO bare_line (task, event, at) VALUES (:id, 'completed', now())"), {"id": task})
    return Done(id=task, version=row.version + 1)


def main() -> None:
    """Serve."""
    global engine
    engine = create_engine(sys.argv[2].replace("postgresql://", "postgresql+psycopg://"), pool_pre_ping=True)
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_config=None, access_log=False)


if __name__ == "__main__":
    main()
