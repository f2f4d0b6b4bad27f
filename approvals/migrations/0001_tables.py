import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import approvals.models.certificates
import core.fields
import core.numbers
import reopening.models.policies


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("approvals", "0001_decisions"),
        ("approvals", "0002_append_only"),
        ("approvals", "0003_long_json"),
        ("approvals", "0004_replaced_certificates"),
        ("approvals", "0005_saved_views"),
        ("approvals", "0006_second_signature"),
        ("approvals", "0007_day_quotas"),
        ("approvals", "0008_stage_plans"),
        ("approvals", "0009_steps"),
        ("approvals", "0010_late_answers"),
        ("approvals", "0011_decision_chain"),
        ("approvals", "0012_published_lists"),
        ("approvals", "0013_visits"),
        ("approvals", "0014_advice_and_notes"),
        ("approvals", "0015_letters"),
        ("approvals", "0016_suspensions"),
        ("approvals", "0017_roll_backs"),
        ("approvals", "0018_revoked_by_two"),
        ("approvals", "0019_appeals"),
        ("approvals", "0020_only_moves"),
        ("approvals", "0021_reprints"),
        ("approvals", "0022_lists_are_papers"),
        ("approvals", "0023_texts_for_conditions"),
    ]

    dependencies = [
        ("core", "0001_tables"),
        ("reopening", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="reopening.application",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Waits for an answer"),
                            ("answered", "Answered"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="question")),
                ("parts", models.JSONField(default=list)),
                ("due_at", models.DateTimeField(verbose_name="answer wanted by")),
                ("asked_at", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="answer")),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["person", "due_at", "id"],
                        name="question_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="question_answered_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", False),
                                ("status", "answered"),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "answered"), _negated=True),
                                ("answer", ""),
                                ("answered_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="question_answered_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="question_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "application",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="reopening.application",
                    ),
                ),
                (
                    "number",
                    models.CharField(editable=False, max_length=40, unique=True, verbose_name="number"),
                ),
                ("case_key", models.UUIDField(editable=False)),
                (
                    "replaces",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="approvals.certificate",
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=core.numbers.public_token, editable=False, max_length=64, unique=True
                    ),
                ),
                ("wording", core.fields.LongJSONField(editable=False)),
                (
                    "firm_name",
                    models.CharField(editable=False, max_length=120, verbose_name="name of the firm"),
                ),
                ("credit_code", models.CharField(editable=False, max_length=18)),
                ("division_code", models.CharField(editable=False, max_length=9)),
                ("industry_code", models.CharField(editable=False, max_length=5)),
                ("mode", models.CharField(editable=False, max_length=12)),
                (
                    "headcount_limit",
                    models.PositiveIntegerField(editable=False, verbose_name="head-count limit"),
                ),
                ("valid_from", models.DateField(editable=False, verbose_name="valid from")),
                ("valid_until", models.DateField(editable=False, null=True, verbose_name="valid until")),
                ("issued_at", models.DateTimeField(editable=False)),
                (
                    "issued_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("valid", "Valid"), ("revoked", "Revoked"), ("replaced", "Replaced")],
                        default="valid",
                        max_length=10,
                    ),
                ),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
                (
                    "revoked_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("revocation_reason", models.TextField(blank=True, max_length=1000, verbose_name="reason")),
                ("proposed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "proposed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("proposal", models.TextField(blank=True, editable=False, max_length=1000)),
                ("replaced_on", models.DateField(editable=False, null=True)),
                (
                    "pdf",
                    models.FileField(
                        blank=True, editable=False, upload_to=approvals.models.certificates.pdf_path
                    ),
                ),
                ("pdf_sha256", models.CharField(blank=True, editable=False, max_length=64)),
                ("pdf_problem", models.CharField(blank=True, editable=False, max_length=500)),
            ],
            options={
                "verbose_name": "certificate",
                "indexes": [
                    models.Index(fields=["application", "-id"], name="certificate_latest"),
                    models.Index(fields=["division_code", "-id"], name="certificate_area"),
                    models.Index(fields=["valid_from", "id"], name="certificate_opening"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "revoked"), _negated=True),
                        fields=("application",),
                        name="certificate_one_of_an_application",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="certificate_revoked_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("proposed_at__isnull", True), ("proposed_by__isnull", True)),
                            models.Q(("proposed_at__isnull", False), ("proposed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="certificate_proposed_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("revoked_at__isnull", False),
                                ("status", "revoked"),
                                models.Q(("revocation_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "revoked"), _negated=True),
                                ("revocation_reason", ""),
                                ("revoked_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="certificate_revoked_has_reason",
                        violation_error_message="A revocation needs its reason.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="certificate_term",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "replaced"), _negated=True),
                            ("replaced_on__isnull", False),
                            _connector="OR",
                        ),
                        name="certificate_replaced_has_day",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("status", "revoked"), _negated=True),
                        expressions=[
                            ("case_key", "="),
                            (
                                reopening.models.policies.DateRange(
                                    django.db.models.functions.comparison.Least("valid_from", "replaced_on"),
                                    django.db.models.functions.comparison.Least(
                                        models.ExpressionWrapper(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("valid_until"), "+", models.Value(1)
                                            ),
                                            output_field=models.DateField(),
                                        ),
                                        "replaced_on",
                                    ),
                                ),
                                "&&",
                            ),
                        ],
                        name="certificate_one_valid_at_a_time",
                        violation_error_message="Another certificate of this case is valid on one of these days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pdf", ""), ("pdf_sha256", "")),
                            models.Q(
                                models.Q(("pdf", ""), _negated=True),
                                models.Q(("pdf_sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="certificate_file_has_hash",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CannedText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.division",
                        verbose_name="division",
                    ),
                ),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("return", "Returns for correction"),
                            ("reject", "Rejections"),
                            ("approve", "Letters of approval"),
                            ("due", "Conditions and late papers"),
                        ],
                        max_length=8,
                        verbose_name="used for",
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="title")),
                ("zh", models.TextField(max_length=1000, verbose_name="Chinese")),
                ("en", models.TextField(max_length=1000, verbose_name="English")),
                ("written_at", models.DateTimeField()),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "retired_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "canned text",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("retired_at__isnull", True), ("retired_by__isnull", True)),
                            models.Q(("retired_at__isnull", False), ("retired_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="canned_text_retired_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at__isnull", True)),
                        fields=("division", "use", "title"),
                        name="canned_text_title_once",
                        violation_error_message="This office has a text of this title already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="reopening.application",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="note")),
                ("mentioned", models.JSONField(default=list)),
                ("written_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "internal note",
                "indexes": [models.Index(fields=["application", "-id"], name="case_note_latest")],
            },
        ),
        migrations.CreateModel(
            name="DeficiencyNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deficiency_notices",
                        to="reopening.application",
                    ),
                ),
                ("reasons", models.JSONField(verbose_name="reasons")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="explanation")),
                ("issued_at", models.DateTimeField()),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "deficiency notice",
                "indexes": [models.Index(fields=["application", "-id"], name="deficiency_notice_latest")],
            },
        ),
        migrations.CreateModel(
            name="StagePlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=80, verbose_name="name of the plan")),
                (
                    "division",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.division",
                        verbose_name="division",
                    ),
                ),
                ("question", models.JSONField()),
                ("forecast", models.JSONField()),
                ("phases", models.JSONField()),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "plan of stages",
                "indexes": [models.Index(fields=["division", "-id"], name="stage_plan_latest")],
            },
        ),
        migrations.CreateModel(
            name="DayQuota",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.division",
                        verbose_name="division",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("firms", models.PositiveIntegerField(null=True, verbose_name="at most firms")),
                ("heads", models.PositiveIntegerField(null=True, verbose_name="at most people on site")),
                ("set_at", models.DateTimeField(editable=False)),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "quota of a day",
                "indexes": [models.Index(fields=["division", "day"], name="day_quota_place")],
                "constraints": [
                    models.UniqueConstraint(fields=("day", "division"), name="day_quota_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("firms__isnull", False), ("heads__isnull", False), _connector="OR"
                        ),
                        name="day_quota_says_something",
                        violation_error_message="Please limit the firms, the people, or both.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reprint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.CharField(max_length=20)),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.division",
                        verbose_name="division",
                    ),
                ),
                ("first_day", models.DateField(verbose_name="decided from")),
                ("last_day", models.DateField(verbose_name="decided until")),
                ("asked_of", models.PositiveIntegerField()),
                ("asked_at", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="core.job",
                    ),
                ),
            ],
            options={
                "verbose_name": "reprint",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first_day__lte", models.F("last_day"))),
                        name="reprint_days_in_order",
                        violation_error_message="The last day is before the first.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.division",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("query", models.CharField(max_length=500)),
                ("saved_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "verbose_name": "saved view",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "name"),
                        name="saved_view_name_once",
                        violation_error_message="You have a view of this name already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "application",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="reopening.application",
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("stage", models.PositiveSmallIntegerField()),
                ("place", models.PositiveSmallIntegerField()),
                ("by", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=5)),
                ("office_code", models.CharField(max_length=9)),
                ("trade_office", models.CharField(blank=True, max_length=40)),
                ("name", models.JSONField()),
                ("checklist", models.JSONField(default=list)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("not_open", "Waits for earlier steps"),
                            ("open", "To do"),
                            ("taken", "In hand"),
                            ("passed", "Passed"),
                            ("not_passed", "Not passed"),
                            ("not_needed", "Not needed"),
                        ],
                        default="not_open",
                        max_length=10,
                    ),
                ),
                ("checked", models.JSONField(default=list)),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                ("submission", models.PositiveSmallIntegerField()),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "review step",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["open", "taken"])),
                        fields=["office_code", "by", "id"],
                        name="step_to_do",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "key"), name="step_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_at__isnull", True), ("taken_by__isnull", True)),
                            models.Q(("taken_at__isnull", False), ("taken_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="step_taken_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="step_answered_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", False),
                                ("status__in", ["passed", "not_passed", "not_needed"]),
                            ),
                            models.Q(
                                ("answered_at__isnull", True), ("status__in", ["not_open", "open", "taken"])
                            ),
                            _connector="OR",
                        ),
                        name="step_answered_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("note", ""), ("status__in", ["not_passed", "not_needed"]), _negated=True
                        ),
                        name="step_note_says_why",
                        violation_error_message="Please say why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "taken"), _negated=True),
                            ("taken_at__isnull", False),
                            _connector="OR",
                        ),
                        name="step_taken_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(editable=False, max_length=32, unique=True)),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.division",
                        verbose_name="division",
                    ),
                ),
                ("division_code", models.CharField(editable=False, max_length=9)),
                (
                    "within",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=9), default=list, size=None
                    ),
                ),
                (
                    "industries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=5), default=list, size=None
                    ),
                ),
                ("firm_class", models.CharField(blank=True, max_length=40)),
                ("phase", models.CharField(blank=True, max_length=40)),
                ("reason", models.TextField(max_length=2000, verbose_name="reason")),
                ("begins_on", models.DateField(verbose_name="from")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Waits for the second signature"),
                            ("declined", "Not countersigned"),
                            ("waiting", "Begins later"),
                            ("suspending", "Being carried out"),
                            ("in_force", "In force"),
                            ("restoring", "Being ended"),
                            ("restored", "Ended"),
                        ],
                        max_length=10,
                    ),
                ),
                ("firms_seen", models.PositiveIntegerField()),
                ("proposed_at", models.DateTimeField(editable=False)),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("signed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("restored_at", models.DateTimeField(editable=False, null=True)),
                (
                    "restored_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("restore_note", models.TextField(blank=True, max_length=2000)),
                (
                    "job",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="core.job",
                    ),
                ),
            ],
            options={
                "verbose_name": "suspension",
                "indexes": [
                    models.Index(fields=["division_code", "-id"], name="suspension_latest"),
                    models.Index(
                        condition=models.Q(("status__in", ["declined", "restored"]), _negated=True),
                        fields=["status"],
                        name="suspension_live",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("signed_by__isnull", True)),
                            models.Q(("signed_at__isnull", False), ("signed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="suspension_signed_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("restored_at__isnull", True), ("restored_by__isnull", True)),
                            models.Q(("restored_at__isnull", False), ("restored_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="suspension_restored_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("status__in", ["proposed", "declined"])),
                            models.Q(
                                models.Q(("status__in", ["proposed", "declined"]), _negated=True),
                                ("signed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="suspension_signed_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("restored_at__isnull", False), ("status__in", ["restoring", "restored"])
                            ),
                            models.Q(
                                models.Q(("status__in", ["restoring", "restored"]), _negated=True),
                                ("restored_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="suspension_restored_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(editable=False, max_length=32, unique=True)),
                (
                    "division",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.division",
                        verbose_name="division",
                    ),
                ),
                ("phase", models.CharField(max_length=40, verbose_name="phase")),
                ("opens_on", models.DateField(verbose_name="opening day")),
                ("quota_firms", models.PositiveIntegerField(verbose_name="at most firms")),
                ("quota_heads", models.PositiveIntegerField(verbose_name="at most people on site")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Being prepared"),
                            ("proposed", "Waits for the second signature"),
                            ("signing", "Being signed"),
                            ("signed", "Signed"),
                            ("published", "Published"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("proposed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("signed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("letter_zh", models.TextField(blank=True, db_default="", default="", max_length=2000)),
                ("letter_en", models.TextField(blank=True, db_default="", default="", max_length=2000)),
                (
                    "job",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="batch",
                        to="core.job",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="approvals.stageplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "batch",
                "indexes": [
                    models.Index(fields=["division", "-id"], name="batch_latest"),
                    models.Index(fields=["opens_on"], name="batch_opening_day"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "opens_on", "phase"), name="batch_once_in_a_plan"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("proposed_at__isnull", True), ("proposed_by__isnull", True)),
                            models.Q(("proposed_at__isnull", False), ("proposed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="batch_proposed_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("signed_by__isnull", True)),
                            models.Q(("signed_at__isnull", False), ("signed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="batch_signed_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="batch_published_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quota_firms__gte", 1), ("quota_heads__gte", 1)),
                        name="batch_quota_positive",
                        violation_error_message="A quota is at least 1.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("status__in", ["draft", "proposed"])),
                            models.Q(
                                models.Q(("status__in", ["draft", "proposed"]), _negated=True),
                                ("signed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="batch_signed_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("proposed_at__isnull", False), ("status", "draft"), _negated=True),
                            models.Q(("proposed_at__isnull", True), ("status", "proposed"), _negated=True),
                        ),
                        name="batch_proposed_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("proposed_by__isnull", True),
                            ("signed_by__isnull", True),
                            models.Q(("proposed_by", models.F("signed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="batch_two_people",
                        violation_error_message="Two different people sign.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", False), ("status", "published")),
                            models.Q(
                                models.Q(("status", "published"), _negated=True),
                                ("published_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="batch_published_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuspendedCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "suspension",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="approvals.suspension",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reopening.application",
                    ),
                ),
                (
                    "halt",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reopening.halt",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("suspended", "Suspended"),
                            ("refused", "Left alone"),
                            ("restored", "Open again"),
                        ],
                        max_length=10,
                    ),
                ),
                ("refusal", models.JSONField(null=True)),
            ],
            options={
                "verbose_name": "firm under a suspension",
                "indexes": [
                    models.Index(fields=["suspension", "result", "id"], name="suspended_case_result")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("suspension", "application"), name="suspended_case_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("halt__isnull", True), ("refusal__isnull", False), ("result", "refused")
                            ),
                            models.Q(
                                models.Q(("result", "refused"), _negated=True),
                                ("halt__isnull", False),
                                ("refusal__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="suspended_case_has_halt",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="reopening.application",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="approvals.step",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("site", "On the site"), ("video", "By video call")],
                        max_length=5,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Arranged"),
                            ("passed", "In order"),
                            ("not_passed", "Not in order"),
                            ("called_off", "Called off"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("planned_on", models.DateField(verbose_name="day")),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="time (Shanghai)")),
                ("link", models.URLField(blank=True, max_length=300, verbose_name="address of the call")),
                (
                    "inspector",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("checklist", models.JSONField(default=list)),
                ("arranged_at", models.DateTimeField()),
                (
                    "arranged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("key", models.UUIDField(editable=False, null=True, unique=True)),
                ("checked", models.JSONField(default=list)),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                ("recorded_at", models.DateTimeField(null=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "visit",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "planned")),
                        fields=["planned_on", "id"],
                        name="visit_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("recorded_at__isnull", True), ("recorded_by__isnull", True)),
                            models.Q(("recorded_at__isnull", False), ("recorded_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="visit_recorded_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("key__isnull", True), ("recorded_at__isnull", True)),
                            models.Q(("key__isnull", False), ("recorded_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="visit_recorded_key",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("recorded_at__isnull", False), ("status__in", ["passed", "not_passed"])
                            ),
                            models.Q(
                                ("recorded_at__isnull", True), ("status__in", ["planned", "called_off"])
                            ),
                            _connector="OR",
                        ),
                        name="visit_recorded_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), ("status", "not_passed"), _negated=True),
                        name="visit_note_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "planned")),
                        fields=("application", "kind"),
                        name="visit_one_planned",
                        violation_error_message="Such a visit is arranged already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BatchMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="approvals.batch",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batch_memberships",
                        to="reopening.application",
                    ),
                ),
                ("heads", models.PositiveIntegerField()),
                ("added_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "added_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("pending", "Not decided yet"),
                            ("approved", "Approved"),
                            ("refused", "Not approved"),
                            ("rolled_back", "Rolled back"),
                        ],
                        default="pending",
                        max_length=11,
                    ),
                ),
                ("refusal", models.JSONField(null=True)),
            ],
            options={
                "verbose_name": "member of a batch",
                "indexes": [models.Index(fields=["batch", "result", "id"], name="batch_member_result")],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "application"), name="batch_member_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("result__in", ["pending", "approved"])),
                        fields=("application",),
                        name="batch_member_one_active",
                        violation_error_message="This application is in another batch already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("refusal__isnull", False), ("result", "refused")),
                            models.Q(
                                models.Q(("result", "refused"), _negated=True), ("refusal__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="batch_member_refusal_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=uuid.uuid4,
                        editable=False,
                        unique=True,
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="reopening.application",
                    ),
                ),
                ("sequence", models.PositiveSmallIntegerField(default=1, editable=False)),
                (
                    "answers",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="approvals.decision",
                    ),
                ),
                ("before", models.CharField(blank=True, editable=False, max_length=12)),
                ("digest", models.CharField(default="", editable=False, max_length=64)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("stopped", "Stopped"),
                            ("sealed", "Sealed"),
                            ("reopened", "Stop ended"),
                            ("unsealed", "Seal ended"),
                            ("suspended", "Suspended with its area or trade"),
                            ("restored", "Suspension ended"),
                            ("revoked", "Revoked"),
                            ("reinstated", "Reinstated"),
                            ("rolled_back", "Rolled back"),
                            ("upheld", "Appeal dismissed: the decision stands"),
                            ("overturned", "Appeal allowed: the decision is undone"),
                            ("lapsed", "Lapsed: a condition was not met in time"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="approvals.batch",
                    ),
                ),
                ("reasons", models.JSONField(default=list, verbose_name="reasons")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="explanation")),
                ("findings", core.fields.LongJSONField(default=list)),
                ("rule", models.JSONField(null=True)),
                ("snapshot_digest", models.CharField(max_length=64)),
                (
                    "policy_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reopening.policyset",
                    ),
                ),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "decision",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "sequence"),
                        name="decision_once",
                        violation_error_message="This application has been decided already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sequence", 1), ("answers__isnull", False), _connector="OR"),
                        name="decision_answers_the_one_before",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sequence", 1),
                            models.Q(("outcome__in", ["approved", "rejected"]), _negated=True),
                            ("before__in", ["overturned", "rolled_back"]),
                            _connector="OR",
                        ),
                        name="decision_anew_once_undone",
                        violation_error_message="This application has been decided already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RollBack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roll_backs",
                        to="approvals.batch",
                    ),
                ),
                ("reason", models.TextField(max_length=1000, verbose_name="reason")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Waits for the second signature"),
                            ("running", "Being carried out"),
                            ("done", "Carried out"),
                            ("dropped", "Dropped"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField(editable=False)),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("two_sign", models.BooleanField(default=False)),
                ("signed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="roll_back",
                        to="core.job",
                    ),
                ),
            ],
            options={
                "verbose_name": "roll-back",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("signed_by__isnull", True)),
                            models.Q(("signed_at__isnull", False), ("signed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="roll_back_signed_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("two_sign", False),
                            ("signed_by__isnull", True),
                            models.Q(("proposed_by", models.F("signed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="roll_back_two_people",
                        violation_error_message="Two different people sign.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("status__in", ["proposed", "dropped"])),
                            models.Q(("signed_at__isnull", False), ("status__in", ["running", "done"])),
                            _connector="OR",
                        ),
                        name="roll_back_signed_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "visit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="approvals.visit",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reopening.storedfile",
                    ),
                ),
                ("added_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "verbose_name": "photo of a visit",
                "constraints": [models.UniqueConstraint(fields=("visit", "file"), name="visit_photo_once")],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeal",
                        to="approvals.decision",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="reopening.application",
                    ),
                ),
                ("division_code", models.CharField(editable=False, max_length=9)),
                ("grounds", models.TextField(max_length=4000, verbose_name="grounds")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("filed", "Waiting for an answer"),
                            ("upheld", "Dismissed: the decision stands"),
                            ("overturned", "Allowed: the decision is undone"),
                        ],
                        default="filed",
                        max_length=10,
                    ),
                ),
                ("filed_at", models.DateTimeField()),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("due_on", models.DateField()),
                ("acts_on", models.DateField(editable=False, null=True)),
                ("escalated_to", models.CharField(blank=True, editable=False, max_length=9)),
                ("escalated_at", models.DateTimeField(editable=False, null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="answer")),
            ],
            options={
                "verbose_name": "appeal",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "filed")),
                        fields=["due_on", "id"],
                        name="appeal_waiting",
                    ),
                    models.Index(fields=["division_code", "-id"], name="appeal_area"),
                    models.Index(
                        condition=models.Q(("acts_on__isnull", False), ("status", "filed")),
                        fields=["acts_on", "id"],
                        name="appeal_acts",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""),
                                ("answered_at__isnull", True),
                                ("answered_by__isnull", True),
                                ("status", "filed"),
                            ),
                            models.Q(
                                models.Q(("status", "filed"), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appeal_answered_is_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DecisionLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letter",
                        to="approvals.decision",
                    ),
                ),
                ("words", core.fields.LongJSONField()),
            ],
            options={
                "verbose_name": "letter of a decision",
            },
        ),
        migrations.CreateModel(
            name="RollBackMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "roll_back",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="approvals.rollback",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roll_backs",
                        to="approvals.batchmember",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("pending", "Not carried out yet"),
                            ("rolled_back", "Rolled back"),
                            ("refused", "Not rolled back"),
                        ],
                        default="pending",
                        max_length=11,
                    ),
                ),
                ("refusal", models.JSONField(null=True)),
            ],
            options={
                "verbose_name": "member of a roll-back",
                "indexes": [models.Index(fields=["roll_back", "result", "id"], name="roll_back_result")],
                "constraints": [
                    models.UniqueConstraint(fields=("roll_back", "member"), name="roll_back_member_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("refusal__isnull", False), ("result", "refused")),
                            models.Q(
                                models.Q(("result", "refused"), _negated=True), ("refusal__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="roll_back_refusal_has_reason",
                    ),
                ],
            },
        ),
    ]
