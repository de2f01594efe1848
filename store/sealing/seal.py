"""What a seal is: heads of histories under one Merkle root, signed, and chained to the seal before.

The tree is that of RFC 9162 (2.1.1), with SHA-256; the signature Ed25519 (RFC 8032).
"""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

#: What stands before the first seal.
NOTHING = bytes(32)
#: How the note begins of the first seal after a restored backup; the number of the last seal that was restored follows.
RESTORED = "restored:"
_CONTEXT = b"akzess checkpoint 1\n"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TAIL = struct.Struct(">Q32s")


@dataclass(frozen=True, slots=True)
class Leaf:
    """The head of one case's history when it was sealed: the hash of line `seq`, which stands for all before it."""

    case_id: str
    seq: int
    head: bytes

    @property
    def packed(self) -> bytes:
        """One byte for the length of the id, the id, eight bytes for the line's number, 32 of hash."""
        name = self.case_id.encode()
        return bytes([len(name)]) + name + _TAIL.pack(self.seq, self.head)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One seal. `at` is an aware instant, `previous` the digest of the seal before, `cursor` where in the feed of changes
    the next one goes on, `note` empty but after a restored backup."""

    tenant: int
    number: int
    at: datetime
    previous: bytes
    root: bytes
    cursor: str
    note: str
    leaves: tuple[Leaf, ...]
    key_id: str = ""
    signature: bytes = b""

    @property
    def signed(self) -> bytes:
        """The bytes under the signature."""
        content = {
            "tenant": self.tenant,
            "number": self.number,
            "at": (self.at - _EPOCH) // timedelta(microseconds=1),
            "previous": self.previous.hex(),
            "root": self.root.hex(),
            "cases": len(self.leaves),
            "cursor": self.cursor,
            "note": self.note,
            "key": self.key_id,
        }
        return _CONTEXT + json.dumps(content, sort_keys=True, separators=(",", ":")).encode()

    @property
    def digest(self) -> bytes:
        """What the next seal is chained to."""
        return sha256(self.signed + self.signature).digest()

    @property
    def restored_from(self) -> int | None:
        """The number of the last seal that a restored backup had, when this is the first one after it."""
        if not self.note.startswith(RESTORED):
            return None
        return int(self.note.split(":", 2)[1])


def _joined(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """The root over packed leaves; of none it is the hash of nothing."""
    level = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    if not level:
        return sha256(b"").digest()
    while len(level) > 1:
        # An odd one goes up as it is: the same tree as splitting at the largest power of two.
        pairs = [_joined(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + (level[-1:] if len(level) % 2 else [])
    return level[0]


def pack(leaves: Sequence[Leaf]) -> bytes:
    """Leaves as one field of the database."""
    return b"".join(leaf.packed for leaf in leaves)


def unpack(content: bytes) -> tuple[Leaf, ...]:
    """The same backwards. ValueError for what is none."""
    found, at = [], 0
    while at < len(content):
        end = at + 1 + content[at]
        if end + _TAIL.size > len(content):
            raise ValueError("leaves end in the middle of one")
        seq, head = _TAIL.unpack_from(content, end)
        found.append(Leaf(content[at + 1 : end].decode(), seq, head))
        at = end + _TAIL.size
    return tuple(found)


def key_id(key: Ed25519PublicKey) -> str:
    """How a seal names its key."""
    return sha256(key.public_bytes_raw()).hexdigest()[:16]


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> Checkpoint:
    """The seal with its signature."""
    named = replace(checkpoint, key_id=key_id(key.public_key()))
    return replace(named, signature=key.sign(named.signed))


def genuine(checkpoint: Checkpoint, keys: Sequence[Ed25519PublicKey]) -> bool:
    """Whether one of the keys has signed it, and its root is the root of its leaves."""
    key = next((one for one in keys if key_id(one) == checkpoint.key_id), None)
    if key is None or merkle_root(leaf.packed for leaf in checkpoint.leaves) != checkpoint.root:
        return False
    try:
        key.verify(checkpoint.signature, checkpoint.signed)
    except InvalidSignature:
        return False
    return True


def to_text(checkpoint: Checkpoint) -> str:
    """A seal as a file of the archive says it: JSON, readable without this program."""
    content = {
        "tenant": checkpoint.tenant,
        "number": checkpoint.number,
        "at": checkpoint.at.astimezone(UTC).isoformat(),
        "previous": checkpoint.previous.hex(),
        "root": checkpoint.root.hex(),
        "cursor": checkpoint.cursor,
        "note": checkpoint.note,
        "key": checkpoint.key_id,
        "signature": base64.b64encode(checkpoint.signature).decode(),
        "leaves": base64.b64encode(pack(checkpoint.leaves)).decode(),
    }
    return json.dumps(content, ensure_ascii=True, indent=1) + "\n"


def from_text(text: str) -> Checkpoint:
    """The same backwards. ValueError for what is no seal."""
    try:
        content = json.loads(text)
        return Checkpoint(
            tenant=int(content["tenant"]),
            number=int(content["number"]),
            at=datetime.fromisoformat(content["at"]),
            previous=bytes.fromhex(content["previous"]),
            root=bytes.fromhex(content["root"]),
            cursor=str(content["cursor"]),
            note=str(content["note"]),
            leaves=unpack(base64.b64decode(content["leaves"], validate=True)),
            key_id=str(content["key"]),
            signature=base64.b64decode(content["signature"], validate=True),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no seal: {type(error).__name__}") from error
