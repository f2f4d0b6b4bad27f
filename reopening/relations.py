"""What an application belongs to, and what its submission is judged by."""

from functools import lru_cache

from core.kept_statements import Columns, kept_cursor
from reopening.models import Application, Firm, PolicySet
from reopening.policy.body import PolicyBody

FIRM = Columns(Firm, "f")
POLICY = Columns(PolicySet, "p", without={"body"})
READ = f"""
SELECT p.ctid::text || ' ' || p.xmin::text, {FIRM.words}, {POLICY.words}
  FROM reopening_application a
  JOIN reopening_firm f ON f.id = a.firm_id
  JOIN reopening_policyset p ON p.id = a.policy_set_id
 WHERE a.id = %s
"""  # noqa: S608 - our own names


def read_relations(application: Application) -> None:
    """
    Read what it belongs to, as it stands now, in one query, one more where there is more than firm and policy.

    After the lock, never with it: a locking statement that had to wait joins the rows of before its wait.
    """
    with kept_cursor() as cursor:
        cursor.execute(READ, [application.pk])
        [(version, *values)] = cursor.fetchall()
    application.firm = FIRM.row(values[: len(FIRM)])
    application.policy_set = policy_set = POLICY.row(values[len(FIRM) :])
    policy_set.__dict__["rules"] = rules_at(policy_set.pk, version)
    names = [
        name for name in ("earlier_policy_set", "umbrella", "amends") if getattr(application, f"{name}_id")
    ]
    if names:
        joined = [*names, "umbrella__firm"] if application.umbrella_id else names
        row = Application.objects.select_related(*joined).only(*names).get(pk=application.pk)
        for name in names:
            setattr(application, name, getattr(row, name))


@lru_cache(maxsize=200)
def rules_at(key: int, version: str) -> PolicyBody:
    """
    The rules of a policy set, whose body (some 100 KB) is read once in a process, not with each case.

    :param version: place and writer of the row (ctid, xmin); another one whenever it is written
    """
    return PolicySet.objects.only("body").get(pk=key).rules
