"""The forecast in a process of its own: a question as JSON on standard input; progress and the answer line by line."""

from __future__ import annotations

import json
import sys

from .answer import plain
from .run import forecast
from .situation import read


def main() -> None:
    """Read, simulate, write; a line `{"done": n, "wanted": m}` now and then, `{"answer": …}` last."""
    asked = read(json.load(sys.stdin))
    step = max(1, asked.question.replications // 50)

    def told(done: int, wanted: int) -> None:
        if done % step == 0:
            sys.stdout.write(json.dumps({"done": done, "wanted": wanted}) + "\n")
            sys.stdout.flush()

    answer = forecast(asked.situation, asked.question, told)
    sys.stdout.write(json.dumps({"answer": plain(answer)}) + "\n")


if __name__ == "__main__":
    main()
