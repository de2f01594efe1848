"""What a check while typing costs over HTTP: one small change of the main diagram saved and checked, again and again.

`python benchmarks/check.py [rounds]` (default 10): CPU seconds of the service and of its reader, and wall seconds, for the
first check of a draft and for the later ones (median, largest). Nothing but the machine's load makes wall longer than CPU.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import httpx
import structlog

from akzess.embedded import Embedded
from akzess.people import DEMO_PASSWORD
from akzess.settings import Settings

MAIN = "akzess-main.bpmn"
_TICKS = os.sysconf("SC_CLK_TCK")


def spent() -> tuple[float, float]:
    """CPU seconds of this process, and of the processes that it has begun."""
    children = sum(_of(int(one)) for task in Path("/proc/self/task").iterdir()
                   for one in (task / "children").read_text().split())  # fmt: skip
    return time.process_time(), children


def _of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as folder:
        running = Embedded(Settings(database=f"sqlite:///{folder}/akzess.db", port=0), demo_cases=False)
        with ThreadPoolExecutor(1) as aside:
            aside.submit(running.start).result()
            try:
                measure(running.listener.url, rounds)
            finally:
                aside.submit(running.close).result()


def measure(address: str, rounds: int) -> None:
    with httpx.Client(base_url=address, timeout=120, headers={"Origin": address}) as client:
        login = client.post("/login", json={"account": "olga", "password": DEMO_PASSWORD}).raise_for_status()
        # The cookie is for TLS only, which a browser takes loopback for and this client does not.
        client.headers["Cookie"] = "; ".join(f"{one.name}={one.value}" for one in login.cookies.jar)
        client.headers["X-CSRF"] = client.get("/me").json()["csrf"]

        def asked(method: str, path: str, **more: object) -> httpx.Response:
            headers = {"Idempotency-Key": f"check-{time.monotonic_ns()}", **more.pop("headers", {})}
            answer = client.request(method, f"/designer{path}", headers=headers, **more)
            answer.raise_for_status()
            return answer

        draft = asked("POST", "/drafts", json={"name": "Messung"}).json()["id"]
        file = asked("GET", f"/drafts/{draft}/files/{MAIN}")
        text, version = file.text, file.headers["etag"]
        rows: list[tuple[float, float, float]] = []
        for number in range(rounds + 1):
            changed = text.replace('name="Antrag erfassen"', f'name="Antrag erfassen {number}"')
            saved = asked("PUT", f"/drafts/{draft}/files/{MAIN}", content=changed.encode(),
                          headers={"If-Match": version, "Content-Type": "application/xml"})  # fmt: skip
            version = saved.headers["etag"]
            (own, reader), began = spent(), time.perf_counter()
            asked("POST", f"/drafts/{draft}/check", json={"path": MAIN})
            wall, (own_after, reader_after) = time.perf_counter() - began, spent()
            rows.append((own_after - own, reader_after - reader, wall))
    print(f"{'':<8}{'service':>10}{'reader':>10}{'wall':>10}")
    print(f"{'first':<8}" + "".join(f"{value:10.2f}" for value in rows[0]))
    for word, of in (("median", statistics.median), ("largest", max)):
        print(f"{word:<8}" + "".join(f"{of(column):10.2f}" for column in zip(*rows[1:], strict=True)))


if __name__ == "__main__":
    main()
