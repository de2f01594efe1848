"""Changes bytes of good files at random, with fixed seeds, and reads what comes of it (X14, D-9).

`python -m tests.security.fuzz 10000` tries so many seeds of every reader and prints the seed of each failure.
"""

from __future__ import annotations

import random


def changed(data: bytes, seed: int) -> bytes:
    """`data` with one to eight bytes flipped, taken out, doubled or put in; the same for the same seed."""
    chance, found = random.Random(seed), bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(found))
        match chance.randrange(4):
            case 0:
                found[at] ^= 1 << chance.randrange(8)
            case 1:
                del found[at : at + chance.randint(1, 20)]
            case 2:
                found[at:at] = found[at : at + chance.randint(1, 40)]
            case _:
                found.insert(at, chance.choice(b"<>&\"'/=\x00\xff]!-"))
    return bytes(found)
