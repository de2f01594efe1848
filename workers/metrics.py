"""What one worker process counts: calls to agencies, lateness of timers, reports that came too late."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

#: How a call to an agency may end; label values come from this set and from no answer of an agency.
OUTCOMES: Final = ("answered", "refused", "away", "unknown", "misconfigured", "fault")

AGENCY_CALLS = Counter("akzess_agency_calls", "Calls to agencies by how they ended", ["agency", "outcome"])
AGENCY_SECONDS = Histogram(
    "akzess_agency_call_seconds",
    "Seconds that a call to an agency took",
    ["agency"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
TIMER_LATENESS = Histogram(
    "akzess_timer_lateness_seconds",
    "Seconds between a timer's instant and its firing",
    buckets=(0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 14400),
)
STALE_REPORTS = Counter("akzess_stale_reports", "Reports under a lease that had gone to another worker")
LEASES_SWEPT = Counter("akzess_leases_swept", "Leases that ran out and were given back by the sweep")
LEASES_GIVEN_BACK = Counter("akzess_leases_given_back", "Leases given back by a worker that was asked to end")
LOOP_FAULTS = Counter("akzess_worker_loop_faults", "Passes of the worker's loop that ended with an error")
LANES = Gauge("akzess_worker_lanes", "Calls to agencies that this process may have under way at once")
LANES_BUSY = Gauge("akzess_worker_lanes_busy", "Calls to agencies under way in this process")
