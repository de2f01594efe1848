"""Our ids as the numbers of this API, both ways."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from akzess.ids import RandomIds
from service.orchestration import keys
from tests.store.records import job

IDS = RandomIds()
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 # bounds are naive


@given(MOMENTS, st.integers(0, 2**21 - 1))
def test_a_key_is_a_positive_64_bit_number_that_names_second_and_activation(now: datetime, activation: int) -> None:
    case_id = IDS.case_id(now)
    text = keys.of_element(case_id, activation)
    assert 0 < int(text) < 2**63
    key = keys.parse(text)
    assert key is not None
    assert (key, key.activation) == (keys.element(case_id, activation), activation)
    low, high = key.span
    assert low <= case_id < high


@given(MOMENTS, st.integers(1, 2**40))
def test_a_lease_has_a_key_of_its_own(now: datetime, fence: int) -> None:
    row = job(case_id=IDS.case_id(now), fence=fence)
    key = keys.parse(keys.of_job(row))
    assert key is not None
    assert key.may_be_of(row.case_id)
    assert key.of_lease
    assert keys.of_job(row) != keys.of_job(job(case_id=row.case_id, fence=fence + 1))


def test_cases_of_the_same_instant_have_different_keys() -> None:
    now = datetime(2026, 10, 21, tzinfo=UTC)
    assert len({keys.of_case(IDS.case_id(now)) for _ in range(1_000)}) == 1_000
    assert keys.of_case(IDS.case_id(now)) < keys.of_case(IDS.case_id(now + timedelta(days=1)))


def test_texts_that_are_no_keys_are_none() -> None:
    for text in ("", "-1", "١٢", "12a", "9" * 19, "9" * 4000, " 1", "1_0"):
        assert keys.parse(text) is None
