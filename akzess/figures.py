"""The page of metrics: what this process counted, and how the platform is doing at the moment of asking."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from store import StoreError
from store.alarms import ALARMS, Lookout, raised

#: What a queue is called that is none of a configured agency's: jobs of external workers, whose names diagrams choose.
EXTERNAL = "external"
ENGINE = "engine"
#: So many ports from the set one on are tried: workers of one machine share its setting.
PORTS = 64


class Platform(Collector):
    """Gauges from the database, asked for at most every few seconds (docs/observing.md says what each costs)."""

    def __init__(
        self,
        lookout: Lookout,
        agencies: Iterable[str],
        engine: Any = None,
        *,
        steady: Callable[[], bool] = lambda: True,
    ) -> None:
        self._lookout = lookout
        self._agencies = frozenset(agencies)
        self._engine = engine
        self._steady = steady

    def describe(self) -> Iterable[Metric]:
        """Nothing is asked of the database when the collector is registered."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Every gauge; without a database only that it is away."""
        try:
            found = self._lookout.vitals()
        except StoreError:
            yield _gauge("akzess_store_up", "1 when the database answers", 0)
            return
        yield _gauge("akzess_store_up", "1 when the database answers", 1)
        yield from self._queues(found)
        yield _gauge("akzess_jobs_leased", "Jobs under a lease (ends at 100)", found.leased)
        yield _gauge("akzess_leases_stale", "Leases that ran out a minute ago (ends at 100)", found.stale_leases)
        yield _gauge("akzess_jobs_stuck", "Jobs that wait for a person (ends at 100)", found.stuck)
        yield _gauge("akzess_incidents_open", "Open incidents (ends at 100)", found.incidents)
        yield _gauge("akzess_messages_parked", "Messages that nobody took (ends at 100)", found.parked)
        yield _gauge("akzess_timers_due", "Timers that are due and not fired (ends at 100)", found.timers_due)
        yield _gauge("akzess_timer_oldest_seconds", "Lateness of the oldest timer", _age(found.at, found.oldest_timer))
        yield _gauge("akzess_workers_alive", "Workers that wrote within 15 s that they live", found.workers)
        yield _gauge("akzess_clock_skew_seconds", "Database's clock minus ours", found.skew or 0.0)
        yield _gauge("akzess_clock_steady", "0 for a minute after the database's clock leapt", float(self._steady()))
        yield _gauge("akzess_transaction_oldest_seconds", "Longest open transaction", found.longest_transaction or 0.0)
        if found.sealed_at is not None:
            yield _gauge("akzess_seal_age_seconds", "Since histories were sealed", _age(found.at, found.sealed_at))
        alarms = GaugeMetricFamily("akzess_alarm", "1 while this is amiss", labels=["code"])
        amiss = raised(found)
        for code in ALARMS:
            alarms.add_metric([code], float(code in amiss))
        yield alarms
        yield from self._pool()

    def _queues(self, found: Any) -> Iterator[Metric]:
        due = GaugeMetricFamily("akzess_jobs_due", "Jobs that are due (ends at 100 per queue)", labels=["queue"])
        oldest = GaugeMetricFamily("akzess_job_oldest_seconds", "Age of the oldest job that is due", labels=["queue"])
        away = GaugeMetricFamily("akzess_breaker_open", "1 while the agency is taken to be away", labels=["queue"])
        paused = GaugeMetricFamily("akzess_queue_paused", "1 while an operator holds the queue", labels=["queue"])
        names = sorted({*self._agencies, ENGINE, EXTERNAL})
        counts, ages = dict.fromkeys(names, 0), dict.fromkeys(names, 0.0)
        for row in found.queues:
            name = row.queue if row.queue in counts else EXTERNAL
            counts[name] += row.due
            ages[name] = max(ages[name], _age(found.at, row.oldest))
        for name in names:
            due.add_metric([name], counts[name])
            oldest.add_metric([name], ages[name])
            away.add_metric([name], float(name in found.open_breakers))
            paused.add_metric([name], float(name in found.paused))
        yield from (due, oldest, away, paused)

    def _pool(self) -> Iterator[Metric]:
        pool = getattr(self._engine, "pool", None)
        if pool is None or not hasattr(pool, "checkedout"):
            return
        yield _gauge("akzess_pool_size", "Database connections that this process may hold", capacity(self._engine))
        yield _gauge("akzess_pool_in_use", "Database connections in use", pool.checkedout())


def capacity(engine: Any) -> int:
    """How many connections a pool may open at once."""
    pool = engine.pool
    return int(pool.size() + max(getattr(pool, "_max_overflow", 0), 0))


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def _age(now: Any, at: Any) -> float:
    return 0.0 if at is None else max((now - at).total_seconds(), 0.0)


def page(platform: Collector) -> Callable[[], bytes]:
    """A function that gives the page: counters of the process, gauges of the platform."""
    own = CollectorRegistry()
    own.register(platform)
    return lambda: generate_latest(REGISTRY) + generate_latest(own)


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class names it so
        """Requests for figures are no events."""


@contextmanager
def served(give: Callable[[], bytes], host: str, port: int, token: str) -> Iterator[int]:
    """Serve the page at the first free port from `port` on; gives the port. Error: OSError when none is free."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        given = str(environ.get("HTTP_AUTHORIZATION", ""))
        if environ.get("PATH_INFO") != "/metrics":
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [b""]
        if token and not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            start("403 Forbidden", [("Content-Type", "text/plain")])
            return [b""]
        start("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
        return [give()]

    for number in range(port, port + PORTS):
        try:
            server = make_server(host, number, answer, handler_class=_Silent)
        except OSError:
            if number == port + PORTS - 1:
                raise
            continue
        break
    thread = threading.Thread(target=server.serve_forever, name="figures", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
