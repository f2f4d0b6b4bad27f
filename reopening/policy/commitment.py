"""Opening on a signed commitment (告知承诺), and the check afterwards (事后核查)."""

from collections.abc import Collection

from reopening.policy.base import CaseFlag, Positive, Rule, Text


class OnCommitment(Rule):
    """
    Under mode `commitment` a firm opens on its signed commitment, on the day it filed, and the office checks it
    within `check_within` working days of that day, point by point of `checklist`. Cases that show one of
    `office_first` wait for the office as under any other mode.
    """

    check_within: Positive
    checklist: tuple[Text, ...] = ()
    office_first: tuple[CaseFlag, ...] = ()

    def lets_open(self, flags: Collection[CaseFlag]) -> bool:
        return set(self.office_first).isdisjoint(flags)


USUAL_ON_COMMITMENT = OnCommitment(
    check_within=10,
    checklist=(
        Text(zh="现场防控措施与承诺一致", en="The measures on site are those that were promised"),
        Text(zh="在岗人数和人员与申报一致", en="The people on site are those that were filed"),
        Text(zh="防护物资与申报一致", en="The supplies are those that were filed"),
    ),
    office_first=(CaseFlag.NEGATIVE_LIST,),
    ours=True,
    why=Text(
        zh="来源未写明核查期限和内容：复工后10个工作日内核查；负面清单内的由审核人员先看。",
        en="Sources name neither time nor points: a check within ten working days; what is on the negative list "
        "is looked at first.",
    ),
)
