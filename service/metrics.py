"""What the HTTP service counts; every label value comes from a set that we know, never from a request."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
STATUSES: Final = ("1xx", "2xx", "3xx", "4xx", "5xx")
#: In place of the method or the route of a request that is none of ours.
OTHER: Final = "other"

REQUESTS = Counter(
    "akzess_http_requests", "Requests by route and how they were answered", ["method", "route", "status"]
)
REQUEST_SECONDS = Histogram(
    "akzess_http_request_seconds",
    "Seconds until an answer was complete (lines of events excepted)",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
IN_FLIGHT = Gauge("akzess_http_requests_in_flight", "Requests that are being answered")
REFUSED_RATE = Counter("akzess_rate_limit_refusals", "Requests refused with 429")
EVENT_LINES = Gauge("akzess_event_lines", "Browsers that listen to changes (server-sent events)")
ACCOUNTS_SPOILT = Gauge("akzess_accounts_spoilt", "1 while the accounts file has a mistake and those of before count")
