"""Budgets fail when they are exceeded: each figure is counted of something that costs a little too much."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Iterator, List

import pytest
from budgets import ALL, EXACT, Budget
from counting import Effort, Opening, Row, count_decoding, count_loading, count_size, count_sleepers
from counts import ANSWER, DECODED, judged
from measure import DELAY_US, Service

PROGRAMS = Path(os.environ["COUNTS"])
DECODERS = Path(os.environ["DECODERS"])
WASTEFUL = PROGRAMS / "wasteful"


@pytest.mark.parametrize(
    "budget, yardstick, limit",
    [
        pytest.param(Budget("", "", beyond=10), None, 10, id="a number"),
        pytest.param(Budget("", "", times=1.5), 10, 15, id="a multiple of the yardstick"),
        pytest.param(Budget("", "", times=1, beyond=2), 10, 12, id="so many beyond the yardstick"),
        pytest.param(Budget("", "", times=1, tolerance=0.25), 10, 10.25, id="what the machine may add"),
        pytest.param(Budget("", ""), None, 0, id="nothing"),
    ],
)
def test_a_budget_is_kept_up_to_its_limit(budget: Budget, yardstick: "float | None", limit: float) -> None:
    assert budget.keeps(limit, yardstick)
    assert not budget.keeps(limit + 0.01, yardstick)


def test_a_multiple_of_a_missing_yardstick_is_an_error() -> None:
    with pytest.raises(ValueError, match="yardstick, which is missing"):
        Budget("", "", times=1).keeps(1)


def test_one_figure_above_its_budget_fails_the_stage(capsys: "pytest.CaptureFixture[str]") -> None:
    kept, exceeded = Row("size", 1), Row("sleeper-bytes", 100_000)
    assert judged([kept]) == 0
    assert judged([kept, exceeded]) == 1
    shown = capsys.readouterr()
    assert "exceeded: sleeper-bytes" in shown.err
    assert shown.out.count("EXCEEDED") == 1


@pytest.fixture(scope="module", name="wasted")
def fixture_wasted(tmp_path_factory: pytest.TempPathFactory) -> List[Row]:
    scratch = tmp_path_factory.mktemp("counts")
    return list(count_waste(scratch))


def count_waste(scratch: Path) -> Iterator[Row]:
    effort = Effort(calls=20, rounds=1)
    large = scratch / "large"
    large.write_bytes(bytes(256 * 1024 + 1))
    yield count_size(large)
    with Service(PROGRAMS / "server", ANSWER, DELAY_US) as service:
        opening = Opening(PROGRAMS / "yardstick", WASTEFUL / "subject", service, scratch, effort)
        yield opening.system_calls()
        yield opening.instructions()
        yield opening.allocations(PROGRAMS / "count_allocations.so")
    with Service(PROGRAMS / "server", ANSWER) as service:
        yield from count_sleepers(WASTEFUL / "sleepers", service)
    yield from count_decoding(WASTEFUL / "decode_codelab", DECODERS / "decode_simdjson", DECODED, scratch)
    yield from count_loading(PROGRAMS / "load", WASTEFUL / "library.so", scratch)


@pytest.mark.parametrize("name", EXACT)
def test_wasted_work_exceeds_the_budgets(name: str, wasted: List[Row]) -> None:
    (row,) = [row for row in wasted if row.name == name]
    assert not row.is_kept, row


def test_each_budget_is_described() -> None:
    assert all(budget.what and budget.unit for budget in ALL.values())
