from __future__ import annotations

import pytest

from codegen.mutation.outcome import Outcome, Score
from codegen.mutation.run import culprit_line
from codegen.mutation.score import summary, survivals

CAUGHT = Outcome(
    id="some",
    variant="width_sharded",
    what="Something is wrong.",
    expected=("hang", "error"),
    verdict="hang",
    message="no processor can go on",
    culprit="no processor can go on",
    plan_difference="",
    control="pass",
    seconds=1.0,
)
HANG = (
    "no processor can go on\ncore (0, 0)\n  BRISC waits for a\n  TRISC0 waits for b\ncore (1, 0)\n  BRISC waits for b"
)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"verdict": "pass"}, "the verdict is pass, wanted hang or error"),
        ({"culprit": ""}, "the verdict is hang, but the message does not point to the broken place"),
        ({"control": "mismatch"}, "its case ends in mismatch without the mutation"),
    ],
)
def test_what_is_not_caught_is_explained(change: dict[str, str], reason: str) -> None:
    missed = CAUGHT.model_copy(update=change)
    assert not missed.caught
    score = Score(outcomes=(CAUGHT, missed))
    assert survivals(score) == [f"some: {reason}\nno processor can go on"]
    assert summary(score).startswith("1 of 2 caught")


def test_the_plans_are_a_second_column() -> None:
    score = Score(outcomes=(CAUGHT, CAUGHT.model_copy(update={"plan_difference": "geometry: 1, 2"})))
    assert summary(score).endswith("the comparison of the plans alone finds 1")


def test_the_culprit_comes_with_its_cores() -> None:
    assert culprit_line(r"core \(1, 0\): .* b", HANG) == "core (1, 0): BRISC waits for b"
    assert culprit_line(r"TRISC0", HANG) == "core (0, 0): TRISC0 waits for b"
    assert culprit_line(r"no processor", HANG) == "no processor can go on"
    assert culprit_line(r"core \(2, 0\)", HANG) == ""
