"""The servers that tests and benchmarks start, by the names they know."""

from __future__ import annotations

from akzess.local_servers import postgres_server, redis_server

__all__ = ["postgres_server", "redis_server"]
