"""What of an approval everybody may read."""

from reopening.policy.base import Flag, Rule


class PublicationRule(Rule):
    """
    `no_register`: firms approved by this set stand neither in the public register nor in its feeds; `no_lists`: nor in
    the published list of their batch (公示). The check page of a certificate answers all the same.
    """

    no_register: Flag = False
    no_lists: Flag = False
