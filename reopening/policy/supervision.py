"""Rules about what is open already: why and by whom it is stopped, or its approval taken back; and about appeals."""

from typing import Self

from pydantic import Field, model_validator

from reopening.policy.base import Flag, Positive, Rule, Text, refuse_repeats
from reopening.policy.content import Reason


class StopRule(Rule):
    """
    `reasons`: why an approved firm is stopped or sealed. `two_revoke`: an approval is taken back by two approvers,
    one who proposes it and another one who confirms; `two_suspend_from_firms`: so does a suspension of an area or
    trade that means so many firms.
    """

    reasons: tuple[Reason, ...] = Field(min_length=1)
    two_revoke: Flag = False
    two_suspend_from_firms: Positive | None = None

    def two_suspend(self, firms: int) -> bool:
        return self.two_suspend_from_firms is not None and firms >= self.two_suspend_from_firms

    @model_validator(mode="after")
    def _codes_are_apart(self) -> Self:
        refuse_repeats([reason.code for reason in self.reasons])
        return self


def reason(code: str, zh: str, en: str, *, note_required: bool = False) -> Reason:
    return Reason(code=code, name=Text(zh=zh, en=en), note_required=note_required)


# Why the desk itself stops a firm, or ends its approval (docs/adr/0037).
OVERDUE = reason(
    "condition_overdue",
    "许可附带的条件逾期未满足",
    "A condition of the approval was not met in time",
)

# What holds where a set says nothing of it.
USUAL_STOPS = StopRule(
    reasons=(
        reason(
            "no_temperature_check", "入口未测温或未登记", "No temperature check or register at the entrance"
        ),
        reason("masks_missing", "口罩等防护物资不足", "Masks or other protective supplies are missing"),
        reason("too_many_people", "现场人数超过核定上限", "More people on site than the limit"),
        reason("held_people_on_site", "应隔离人员到岗", "People who must stay away are on site"),
        reason("no_disinfection", "未按方案消毒", "No disinfection as the plan says"),
        reason("illness", "出现发热或疑似病例", "A fever or a suspected case on site"),
        reason("untrue", "申报内容与现场不符", "What was filed is not what is there"),
        reason("other", "其他（请说明）", "Other (please explain)", note_required=True),
    ),
    two_suspend_from_firms=200,
    ours=True,
    why=Text(
        zh="各地通告只写“不落实即停工”，未列代码；此处按检查要点列出。",
        en="The notices say only that who fails to comply is stopped; the codes follow the points of an inspection.",
    ),
)


class AppealRule(Rule):
    """
    A firm may appeal within `file_within` working days after the day of the decision; another approver answers within
    `answer_within` working days after the day of the appeal.
    """

    file_within: Positive
    answer_within: Positive


# What holds where a set says nothing of it.
USUAL_APPEALS = AppealRule(
    file_within=10,
    answer_within=5,
    ours=True,
    why=Text(
        zh="各地通告未写申诉期限；此为办事机关内部复核，不影响依法申请行政复议。",
        en="The notices name no time for an appeal; it is a second look within the office; the law offers more.",
    ),
)
