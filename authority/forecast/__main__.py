"""The forecast in a process of its own: a question as JSON on standard input; progress and the answer line by line."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

from .answer import plain
from .run import forecast
from .situation import read


def main() -> None:
    """Read, simulate, write: a line `{"done": n}` now and then, `{"answer": …, "usual": …}` last.

    `usual` answers what is asked about without its differences, in the same worlds; null when there are none.
    """
    asked = read(json.load(sys.stdin))
    question = asked.question
    step = max(1, question.replications // 25)
    before = 0

    def told(done: int, wanted: int) -> None:
        if done % step == 0:
            sys.stdout.write(json.dumps({"done": before + done}) + "\n")
            sys.stdout.flush()

    usual = None
    if not question.plain:
        usual = forecast(asked.situation, replace(question, absences=(), arrivals=1.0), told)
        before = question.replications
    answer = forecast(asked.situation, question, told)
    sys.stdout.write(json.dumps({"answer": plain(answer), "usual": None if usual is None else plain(usual)}) + "\n")


if __name__ == "__main__":
    main()
