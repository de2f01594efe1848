"""Coverage-guided fuzzing of FEEL with atheris (installed by hand): `python -m tests.feel.fuzz_guided -runs=1000000`."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["engine.feel"]):
    from engine import feel  # noqa: F401  # imported here so that its branches are watched
    from tests.feel.fuzz import attempt


def one(data: bytes) -> None:
    """One input; anything that `attempt` does not expect ends the run with the input that did it."""
    attempt(atheris.FuzzedDataProvider(data).ConsumeUnicodeNoSurrogates(400))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
