"""Whatever the steps and their states: a stage opens after all before it, and never otherwise."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from approvals.models import StepStatus
from approvals.models.steps import DONE
from approvals.stages import stages_of, to_open, unfinished


@dataclass
class Standing:
    key: str
    stage: int
    status: str


STEPS = st.lists(
    st.builds(
        Standing,
        key=st.text("abc", min_size=1, max_size=3),
        stage=st.integers(1, 4),
        status=st.sampled_from([status.value for status in StepStatus]),
    ),
    max_size=8,
)


@given(STEPS)
def test_a_step_opens_exactly_when_it_waits_and_every_earlier_stage_is_done(steps):
    opened = to_open(steps)

    for step in steps:
        earlier_done = all(each.status in DONE for each in steps if each.stage < step.stage)
        may_open = step.status == StepStatus.WAITING and earlier_done
        assert (step in opened) == may_open


@given(STEPS)
def test_answering_all_that_is_open_reaches_the_end_stage_by_stage(steps):
    for step in steps:
        step.status = "not_open"

    rounds = 0
    while opened := to_open(steps):
        assert len({step.stage for step in opened}) == 1
        for step in opened:
            step.status = "passed"
        rounds += 1

    assert rounds == len(stages_of(steps))
    assert not unfinished(steps)
