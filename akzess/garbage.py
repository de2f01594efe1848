"""What a process has read when it begins to work stays: the garbage collector need not look again, nor often."""

from __future__ import annotations

import gc


def leave_alone() -> None:
    """Leave what is there now to itself, and look for garbage after thousands of objects instead of 700.

    A request or a job makes thousands and leaves none behind; a full collection would go through some 350,000 of the
    procedure and hold every thread for a fifth of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
