"""
What other tables say of applications: read in one statement, for one case or for many.

The rule engine asks nine tables about every case. Each question alone is a line of the ORM and a trip to the
database; together they were most of what a submission cost, and of what looking at ten thousand cases cost.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection, models

from core.kept_statements import kept_cursor
from reopening.clock import Run, run_of
from reopening.handed_in import Papers
from reopening.holders import Named, judged_by, seats_of, standing
from reopening.models import Application, PostHolder, Shift, StaffMember
from reopening.policy.body import PolicyBody
from reopening.posts import Seat
from reopening.versions import taken_over_from

Row = TypeVar("Row", bound=models.Model)

HOLDER = ("id", "application_id", "post_key", "resident_id_hash", "certificate", "certificate_until")
PERSON = ("id", "application_id", "on_site", "answers", "class_code", "clear_on", "cause")
# The acts that stop the clock of an answer, that let it go on, and that begin it anew: the decision was taken back
STOPS, GOES_ON = "application.return_for_correction", "application.submit"
BEGINS_ANEW = ("application.roll_back", "application.reconsider", "application.review_again")
TURNS = [STOPS, GOES_ON, *BEGINS_ANEW]
SHIFT = [field.attname for field in Shift._meta.concrete_fields]
# A roster file counts until it is discarded; of the papers, what is neither replaced nor removed.
PARTS = f"""
SELECT a.id, json_build_object(
    'rows_refused', (
        SELECT rows_refused FROM reopening_rosterupload
         WHERE application_id = a.id AND finished_at IS NOT NULL
           AND (accepted_at IS NOT NULL OR refusal IS NOT NULL) ORDER BY id DESC LIMIT 1),
    'inventory', (
        SELECT json_object_agg(item_code, quantity) FROM reopening_inventoryline WHERE application_id = a.id),
    'plan', (SELECT json_object_agg(key, text) FROM reopening_plansection WHERE application_id = a.id),
    'shifts', (
        SELECT json_agg(json_build_array({", ".join(SHIFT)}) ORDER BY position)
          FROM reopening_shift WHERE application_id = a.id),
    'named', (
        SELECT json_agg(json_build_array(
                   json_build_array({", ".join(f"h.{name}" for name in HOLDER)}),
                   CASE WHEN p.id IS NOT NULL THEN json_build_array({", ".join(f"p.{name}" for name in PERSON)}) END
               ) ORDER BY h.id)
          FROM reopening_postholder h
          LEFT JOIN reopening_staffmember p USING (resident_id_hash, application_id)
         WHERE h.application_id = a.id),
    'documents', (
        SELECT json_agg(json_build_object('public_id', d.public_id, 'use', d.use, 'key', d.key,
                   'file__digest', f.digest, 'file__scan', f.scan) ORDER BY d.id)
          FROM reopening_document d JOIN reopening_storedfile f ON f.id = d.file_id
         WHERE d.application_id = a.id AND d.withdrawn_at IS NULL),
    'deferred', (
        SELECT json_agg(paper ORDER BY paper) FROM reopening_deferral
         WHERE application_id = a.id AND withdrawn_at IS NULL),
    'copy', (
        SELECT json_build_object('sections', sections, 'is_screened', screened_at IS NOT NULL,
                   'saved', ARRAY(SELECT section FROM reopening_sectionsave WHERE application_id = a.id))
          FROM reopening_applicationcopy WHERE application_id = a.id),
    'clock', CASE WHEN a.submissions > 0 THEN (
        SELECT json_agg(json_build_array(verb, at) ORDER BY sequence) FROM core_auditevent
         WHERE subject_type = 'reopening.application' AND subject_id = a.id::text
           AND verb IN ({", ".join(f"'{verb}'" for verb in TURNS)})) END,
    'signatories', (
        SELECT count(*) FROM reopening_membership WHERE firm_id = a.firm_id AND is_signatory)
)::text FROM reopening_application a WHERE a.id = ANY(%s)
"""  # noqa: S608 - our own names


@dataclass(frozen=True)
class CaseRecords:
    """
    :ivar rows_refused: of the last roster file that was not discarded
    :ivar inventory: base units by item code
    :ivar plan: what is written, by section
    :ivar named: who holds a safety post; of the holders and their people only what the rules ask
    :ivar run: of the clock of the answer; None where nothing was filed yet
    :ivar taken_over: facts of a draft that began with what an earlier application says
    """

    rows_refused: int
    inventory: dict[str, int]
    plan: dict[str, str]
    shifts: list[Shift]
    named: Named
    papers: Papers
    taken_over: dict[str, Any]
    signatories: int
    run: Run | None

    def seats(self, application: Application, policy: PolicyBody, on: date) -> dict[str, tuple[Seat, ...]]:
        """How the holders of safety posts stand on the day `on`; screened again where the table is another one."""
        is_own = application.policy_set.rules.screening.words == policy.screening.words
        return seats_of(
            standing(self.named if is_own else judged_by(self.named, policy.screening), policy, on)
        )


def records_of(application: Application) -> CaseRecords:
    return records_of_all([application])[application.pk]


def records_of_all(applications: Sequence[Application]) -> dict[int, CaseRecords]:
    """By the keys of the applications; one statement."""
    cases = {each.pk: each for each in applications}
    with kept_cursor() as cursor:
        cursor.execute(PARTS, [list(cases)])
        return {key: made_of(json.loads(said), cases[key]) for key, said in cursor.fetchall()}


def made_of(said: dict[str, Any], application: Application) -> CaseRecords:
    return CaseRecords(
        rows_refused=said["rows_refused"] or 0,
        inventory=said["inventory"] or {},
        plan=said["plan"] or {},
        shifts=[row_of(Shift, SHIFT, each) for each in said["shifts"] or ()],
        named=[
            (row_of(PostHolder, HOLDER, holder), person and row_of(StaffMember, PERSON, person))
            for holder, person in said["named"] or ()
        ],
        papers=Papers(said["documents"] or [], said["deferred"] or []),
        taken_over=taken_over_from(application, said["copy"]),
        signatories=said["signatories"],
        run=run_from([(verb, datetime.fromisoformat(at)) for verb, at in said["clock"] or ()]),
    )


def run_from(turns: Sequence[tuple[str, datetime]]) -> Run | None:
    """The run of the clock from acts of `TURNS` and when they were, oldest first."""
    anew = [number for number, (verb, _at) in enumerate(turns) if verb in BEGINS_ANEW]
    return run_of((verb == STOPS, at) for verb, at in turns[anew[-1] if anew else 0 :])


def row_of(model: type[Row], names: Sequence[str], values: Sequence[Any]) -> Row:
    """A row as the ORM makes it, the columns that were not read left out. :param values: JSON, as `names`"""
    fields = [model._meta.get_field(name) for name in names]
    return model.from_db(
        connection.alias, names, [value_of(*each) for each in zip(fields, values, strict=True)]
    )


def value_of(field: Any, value: Any) -> Any:
    if hasattr(field, "from_db_value") and not isinstance(field, models.JSONField):
        return field.from_db_value(value, None, connection)
    return field.to_python(value)
