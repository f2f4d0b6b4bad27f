"""
The typed schema of a policy set: what a division asks of firms that want to reopen, as data.

Code knows kinds of rule; only policy sets know cities. `docs/policy.md` has a worked example of every kind.
"""

from reopening.policy.body import PolicyBody
from reopening.policy.files import PolicyFile, PolicyFileError, load_policy, parse_policy

__all__ = ["PolicyBody", "PolicyFile", "PolicyFileError", "load_policy", "parse_policy"]
