"""A due date shows a light and says in words where it comes from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service import due

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # a Monday; Wednesday is the Day of Repentance in Saxony


def _end(day: str) -> datetime:
    """The end of a day, as the engine writes due dates."""
    return datetime.fromisoformat(f"{day}T23:59:59+01:00")


@pytest.mark.parametrize(
    ("at", "light"),
    [
        (None, "none"),
        (datetime(2026, 11, 16, 8, 59, tzinfo=UTC), "red"),
        (_end("2026-11-16"), "yellow"),
        (_end("2026-11-19"), "yellow"),
        (_end("2026-11-20"), "green"),
    ],
)
def test_the_light_is_yellow_within_two_working_days(at: datetime | None, light: str) -> None:
    assert due.light(at, NOW) == light


@pytest.mark.parametrize(
    ("created", "end", "rule", "text"),
    [
        (
            "2026-11-12",
            "2026-11-20",
            "=arbeitstage nach(today(), 5)",
            "5 Arbeitstage seit 12.11., Wochenende, Buß- und Bettag → 20.11.",
        ),
        (
            "2026-10-21",
            "2026-11-19",
            '=string(ende des tages(frist ende(today(), "P4W")))',
            "4 Wochen seit 21.10., Buß- und Bettag → 19.11.",
        ),
        ("2026-11-12", "2026-11-30", "=arbeitstage nach(today(), 5)", "bestimmt auf 30.11."),
        ("2026-12-30", "2027-01-04", None, "2 Arbeitstage seit 30.12., Neujahr, Wochenende → 04.01.2027"),
        ("2026-11-12", "2026-11-15", None, "bestimmt auf 15.11."),
    ],
)
def test_the_reason_names_the_rule_and_the_days_that_do_not_count(
    created: str, end: str, rule: str | None, text: str
) -> None:
    found = due.why(datetime.fromisoformat(f"{created}T09:00:00+00:00"), _end(end), rule)

    assert found is not None
    assert found.de == text


def test_a_task_without_a_date_needs_no_reason() -> None:
    assert due.why(NOW, None, None) is None
