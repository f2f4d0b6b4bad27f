import datetime as dt
import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.functions
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import core.fields
import core.numbers
import reopening.models.documents
import reopening.models.firms
import reopening.models.policies


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("reopening", "0001_extensions"),
        ("reopening", "0002_firms_and_applications"),
        ("reopening", "0003_roster_refused_cells"),
        ("reopening", "0004_section_saves"),
        ("reopening", "0005_roster_by_copy"),
        ("reopening", "0006_roster_index_by_hash"),
        ("reopening", "0007_register"),
        ("reopening", "0008_declarations"),
        ("reopening", "0009_versions"),
        ("reopening", "0010_documents"),
        ("reopening", "0011_queue_columns"),
        ("reopening", "0012_queue_fill"),
        ("reopening", "0013_members_and_signatures"),
        ("reopening", "0014_policy_desk"),
        ("reopening", "0015_posts_and_shifts"),
        ("reopening", "0016_mandates"),
        ("reopening", "0017_umbrellas"),
        ("reopening", "0018_roster_looked_at_first"),
        ("reopening", "0019_roster_indexes"),
        ("reopening", "0020_tenancy_hours"),
        ("reopening", "0021_roster_key_by_statement"),
        ("reopening", "0022_late_answers"),
        ("reopening", "0023_late_answers_indexes"),
        ("reopening", "0024_halts"),
        ("reopening", "0025_conditions_due"),
        ("reopening", "0026_only_moves"),
        ("reopening", "0027_conditions_listed"),
    ]

    dependencies = [
        ("core", "0001_tables"),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Firm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "credit_code",
                    models.CharField(
                        error_messages={"unique": "This firm is registered already."},
                        max_length=18,
                        unique=True,
                        verbose_name="unified social credit code",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name of the firm")),
                (
                    "grams",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), default=list, editable=False, size=None
                    ),
                ),
                (
                    "legal_representative",
                    models.CharField(max_length=60, verbose_name="legal representative"),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.division",
                        verbose_name="street or township",
                    ),
                ),
                ("address", models.CharField(max_length=200, verbose_name="address of the site")),
                ("industry_code", models.CharField(max_length=5, verbose_name="industry (GB/T 4754)")),
                ("contact_name", models.CharField(max_length=60, verbose_name="contact person")),
                (
                    "contact_phone",
                    models.CharField(max_length=20, verbose_name="mobile of the contact person"),
                ),
                ("staff_total", models.PositiveIntegerField(verbose_name="number of staff in all")),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "verbose_name": "firm",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("grams"), reopening.models.firms.Places("division"), name="firm_grams"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("credit_code__regex", "^[0-9ABCDEFGHJKLMNPQRTUWXY]{18}$")),
                        name="firm_credit_code_shape",
                        violation_error_message="A unified social credit code has 18 digits and capital letters.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("staff_total__gte", 1), ("staff_total__lte", 1000000)),
                        name="firm_staff_total_sane",
                        violation_error_message="Please give the number of staff, from 1 to 1,000,000.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicySet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=60)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="policy_sets",
                        to="core.division",
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("title_en", models.CharField(max_length=200)),
                ("source", models.TextField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("published", "In force"),
                            ("replaced", "Replaced"),
                            ("discarded", "Discarded"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("body", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("loaded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "made_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reopening.policyset",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("notice_number", models.CharField(blank=True, max_length=100)),
                ("notice_on", models.DateField(null=True)),
                ("switched_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "policy set",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "published"), ("switched_at__isnull", True)),
                        fields=["valid_from"],
                        name="policy_set_to_switch",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["draft", "discarded"]), _negated=True),
                        fields=("slug", "version"),
                        name="policy_set_version_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="policy_set_published_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at__isnull", True),
                            models.Q(
                                ("notice_on__isnull", False), models.Q(("notice_number", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="policy_set_published_by_notice",
                        violation_error_message="A policy set is published by a notice, with its number and date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="policy_set_span",
                        violation_error_message="The last day must not come before the first.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("status", "published")),
                        expressions=[
                            ("division", "="),
                            (
                                reopening.models.policies.DateRange(
                                    "valid_from",
                                    "valid_until",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(
                                        inclusive_lower=True, inclusive_upper=True
                                    ),
                                ),
                                "&&",
                            ),
                        ],
                        name="policy_set_one_at_a_time",
                        violation_error_message="Another policy set is in force there on one of these days.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("division_code", models.CharField(max_length=9)),
                ("phase", models.CharField(blank=True, max_length=40)),
                ("status", models.CharField(max_length=20)),
                ("cases", models.IntegerField(default=0)),
                ("revision", models.BigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "count of cases",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("division_code", "phase", "status"), name="case_count_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisteredFirm",
            fields=[
                (
                    "credit_code",
                    models.CharField(
                        max_length=18,
                        primary_key=True,
                        serialize=False,
                        verbose_name="unified social credit code",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name of the firm")),
                (
                    "grams",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), editable=False, size=None
                    ),
                ),
                (
                    "legal_representative",
                    models.CharField(blank=True, max_length=60, verbose_name="legal representative"),
                ),
                (
                    "division",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.division",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                (
                    "industry_code",
                    models.CharField(blank=True, max_length=5, verbose_name="industry (GB/T 4754)"),
                ),
                (
                    "scale",
                    models.CharField(
                        blank=True,
                        choices=[("above", "Above designated size"), ("below", "Below designated size")],
                        max_length=10,
                        verbose_name="scale",
                    ),
                ),
                ("as_of", models.DateField(verbose_name="the register's date")),
                ("loaded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "verbose_name": "firm of the register",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("grams"),
                        reopening.models.firms.Places("division"),
                        name="registered_firm_grams",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("credit_code__regex", "^[0-9ABCDEFGHJKLMNPQRTUWXY]{18}$")),
                        name="registered_firm_credit_code_shape",
                        violation_error_message="A unified social credit code has 18 digits and capital letters.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
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
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="reopening.firm",
                    ),
                ),
                ("is_signatory", models.BooleanField(default=False, verbose_name="may sign for the firm")),
                ("joined_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "verbose_name": "membership",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "firm"),
                        name="membership_once",
                        violation_error_message="This person already acts for this firm.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(editable=False, max_length=40, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("hotline", "Hotline"), ("umbrella", "Umbrella filing")], max_length=10
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to="reopening.firm",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "holder_firm",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reopening.firm",
                    ),
                ),
                ("giver_name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                ("giver_phone", models.CharField(blank=True, max_length=20, verbose_name="telephone")),
                (
                    "giver_relation",
                    models.CharField(
                        choices=[
                            ("legal_representative", "Legal representative"),
                            ("manager", "Manager"),
                            ("employee", "Employee in charge"),
                            ("other", "Somebody authorised by the firm"),
                        ],
                        max_length=24,
                        verbose_name="relation to the firm",
                    ),
                ),
                (
                    "words",
                    models.CharField(blank=True, max_length=200, verbose_name="words of the authorisation"),
                ),
                ("consent", models.CharField(max_length=40)),
                ("consent_language", models.CharField(max_length=10)),
                ("given_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "mandate",
                "indexes": [
                    models.Index(fields=["holder", "-id"], name="mandate_holder"),
                    models.Index(fields=["holder_firm", "-id"], name="mandate_holder_firm"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="mandate_ended_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("holder__isnull", False), ("holder_firm__isnull", True), ("kind", "hotline")
                            ),
                            models.Q(
                                ("holder__isnull", True), ("holder_firm__isnull", False), ("kind", "umbrella")
                            ),
                            _connector="OR",
                        ),
                        name="mandate_one_holder",
                        violation_error_message="A clerk or an operator holds a mandate, never both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("given_at"))),
                        name="mandate_has_a_span",
                        violation_error_message="A mandate ends after it is given.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("holder_firm__isnull", True),
                            models.Q(("holder_firm", models.F("firm")), _negated=True),
                            _connector="OR",
                        ),
                        name="mandate_for_others",
                        violation_error_message="A firm needs no mandate for itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TakeOverCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="take_over_codes",
                        to="reopening.firm",
                    ),
                ),
                ("code_hash", models.CharField(max_length=32)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("wrong_tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "used_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "take-over code",
                "indexes": [models.Index(fields=["firm", "-id"], name="take_over_code_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("used_at__isnull", True), ("used_by__isnull", True)),
                            models.Q(("used_at__isnull", False), ("used_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="take_over_code_used_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("made_at"))),
                        name="take_over_code_has_a_span",
                        violation_error_message="A code expires after it is made.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="reopening.firm",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail of the colleague")),
                ("is_signatory", models.BooleanField(default=False, verbose_name="may sign for the firm")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Waiting"), ("accepted", "Accepted"), ("withdrawn", "Taken back")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("invited_at", models.DateTimeField()),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("mailed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "indexes": [models.Index(fields=["firm", "-invited_at"], name="invitation_of_firm")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="invitation_ended_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("status", "open")),
                            models.Q(
                                models.Q(("status", "open"), _negated=True), ("ended_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="invitation_ended_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JoinRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="join_requests",
                        to="reopening.firm",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="join_requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("note", models.CharField(max_length=200, verbose_name="who you are in the firm")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Waiting"), ("admitted", "Admitted"), ("refused", "Refused")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
            ],
            options={
                "verbose_name": "request to join a firm",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="join_request_ended_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("status", "open")),
                            models.Q(
                                models.Q(("status", "open"), _negated=True), ("ended_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="join_request_ended_has_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("firm", "user"),
                        name="join_request_once",
                        violation_error_message="You have asked to join this firm already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyPreview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "policy_set",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="previews",
                        to="reopening.policyset",
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                ("judged_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "started_by",
                    models.ForeignKey(
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
                        related_name="+",
                        to="core.job",
                    ),
                ),
                ("counts", models.JSONField(default=dict)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "preview of a policy set",
                "indexes": [models.Index(fields=["policy_set", "-id"], name="policy_preview_latest")],
            },
        ),
        migrations.CreateModel(
            name="Umbrella",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="umbrellas",
                        to="reopening.firm",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name of the site")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mall", "Mall or market"),
                            ("park", "Industrial park"),
                            ("building", "Office building"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.division",
                        verbose_name="street or township",
                    ),
                ),
                ("site_address", models.CharField(max_length=150, verbose_name="address of the site")),
                (
                    "site_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("factory", "Factory or workshop"),
                            ("office", "Office building"),
                            ("construction", "Construction site"),
                            ("shop", "Shop or restaurant"),
                        ],
                        max_length=20,
                        verbose_name="kind of site of the tenants",
                    ),
                ),
                (
                    "has_isolation_area",
                    models.BooleanField(default=False, verbose_name="a shared isolation area is ready"),
                ),
                ("plan", models.JSONField(default=dict)),
                ("opened_at", models.DateTimeField()),
                (
                    "opened_by",
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
                "verbose_name": "umbrella filing",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("firm", "name"),
                        name="umbrella_name_once",
                        violation_error_message="You have a site of this name already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(editable=False, max_length=32, null=True, unique=True)),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="reopening.firm",
                    ),
                ),
                (
                    "policy_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="reopening.policyset",
                    ),
                ),
                (
                    "earlier_policy_set",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reopening.policyset",
                    ),
                ),
                (
                    "division",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.division",
                    ),
                ),
                ("division_code", models.CharField(max_length=9)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("under_review", "Under review"),
                            ("returned", "Returned for correction"),
                            ("recommended", "Ready for decision"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                            ("revoked", "Revoked"),
                            ("superseded", "Replaced by a newer version"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "case_key",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=uuid.uuid4,
                        editable=False,
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, editable=False)),
                (
                    "amends",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="reopening.application",
                    ),
                ),
                (
                    "amendment_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("add_staff", "Add staff"),
                            ("new_day", "Another opening day"),
                            ("more_heads", "More people on site"),
                            ("other", "Something else"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="kind of change",
                    ),
                ),
                (
                    "amendment_note",
                    models.CharField(blank=True, editable=False, max_length=500, verbose_name="what changes"),
                ),
                (
                    "umbrella",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reopening.umbrella",
                    ),
                ),
                (
                    "site_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("factory", "Factory or workshop"),
                            ("office", "Office building"),
                            ("construction", "Construction site"),
                            ("shop", "Shop or restaurant"),
                        ],
                        max_length=20,
                        verbose_name="kind of site",
                    ),
                ),
                (
                    "site_address",
                    models.CharField(blank=True, max_length=200, verbose_name="address of the site"),
                ),
                (
                    "area_m2",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="floor area (m²)"),
                ),
                ("firm_class", models.CharField(blank=True, max_length=40, verbose_name="class of firm")),
                (
                    "class_evidence",
                    models.TextField(blank=True, max_length=1000, verbose_name="why this class applies"),
                ),
                (
                    "has_isolation_area",
                    models.BooleanField(blank=True, null=True, verbose_name="an isolation area is ready"),
                ),
                ("opens_on", models.DateField(blank=True, null=True, verbose_name="planned opening day")),
                (
                    "heads_on_site",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="people on site per day"),
                ),
                (
                    "entrances",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="entrances in use",
                    ),
                ),
                ("committed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "committed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                (
                    "submitted_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("submissions", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("phase", models.CharField(blank=True, max_length=40)),
                ("lane", models.CharField(blank=True, max_length=40)),
                ("due_at", models.DateTimeField(editable=False, null=True)),
                ("people_elsewhere", models.PositiveIntegerField(default=0, editable=False)),
                ("staff_on_roster", models.PositiveIntegerField(default=0, editable=False)),
                ("snapshot", models.JSONField(editable=False, null=True)),
                ("snapshot_digest", models.CharField(blank=True, editable=False, max_length=64)),
                ("judged_class", models.CharField(blank=True, editable=False, max_length=40)),
                ("people_held", models.PositiveIntegerField(default=0, editable=False)),
                ("points_to_note", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "cover_days",
                    models.DecimalField(decimal_places=1, editable=False, max_digits=12, null=True),
                ),
                ("is_short", models.BooleanField(default=False, editable=False)),
                ("factors", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("factor_rank", models.PositiveSmallIntegerField(default=15, editable=False)),
                ("office_code", models.CharField(blank=True, editable=False, max_length=9)),
                ("trade_office", models.CharField(blank=True, editable=False, max_length=40)),
                ("route", models.JSONField(editable=False, null=True)),
                ("acts_at", models.DateTimeField(editable=False, null=True)),
                (
                    "escalated_to",
                    models.CharField(blank=True, db_default="", default="", editable=False, max_length=9),
                ),
                ("escalated_at", models.DateTimeField(editable=False, null=True)),
                ("claimed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "claimed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "held_before",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "application",
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("status__in", ["submitted", "under_review", "recommended"]),
                            ("acts_at__isnull", False),
                        ),
                        fields=["acts_at", "id"],
                        name="application_acts",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("status__in", ["submitted", "under_review", "recommended"]),
                            ("escalated_to__gt", ""),
                        ),
                        fields=["due_at", "id"],
                        name="application_escalated",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("status__in", ["submitted", "under_review", "recommended"]), ("lane__gt", "")
                        ),
                        fields=["lane", "due_at", "id"],
                        name="application_open_lane",
                    ),
                    models.Index(
                        fields=["division_code", "status", "due_at", "id"], name="application_queue_area"
                    ),
                    models.Index(fields=["status", "due_at", "id"], name="application_queue_due"),
                    models.Index(fields=["claimed_by", "status"], name="application_claimed"),
                    models.Index(
                        condition=models.Q(("status__in", ["submitted", "under_review", "recommended"])),
                        fields=["due_at", "id"],
                        name="application_open_due",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["submitted", "under_review", "recommended"])),
                        fields=["submitted_at", "id"],
                        name="application_open_received",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["submitted", "under_review", "recommended"])),
                        fields=["factor_rank", "due_at", "id"],
                        name="application_open_priority",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["submitted", "under_review", "recommended"])),
                        fields=["office_code", "due_at", "id"],
                        name="application_open_office",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["submitted", "under_review", "recommended"])),
                        fields=["phase", "due_at", "id"],
                        name="application_open_phase",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["submitted", "under_review", "recommended"])),
                        fields=["judged_class", "due_at", "id"],
                        name="application_open_class",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("status__in", ["submitted", "under_review", "recommended"]), ("is_short", True)
                        ),
                        fields=["due_at", "id"],
                        name="application_open_short",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("status__in", ["submitted", "under_review", "recommended"]),
                            ("points_to_note__gt", 0),
                        ),
                        fields=["due_at", "id"],
                        name="application_open_noted",
                    ),
                    models.Index(
                        condition=models.Q(("status", "submitted"), ("submissions__gt", 1)),
                        fields=["due_at", "id"],
                        name="application_again",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("submitted_at__isnull", True), ("submitted_by__isnull", True)),
                            models.Q(("submitted_at__isnull", False), ("submitted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="application_submitted_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("committed_at__isnull", True), ("committed_by__isnull", True)),
                            models.Q(("committed_at__isnull", False), ("committed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="application_committed_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claimed_at__isnull", True), ("claimed_by__isnull", True)),
                            models.Q(("claimed_at__isnull", False), ("claimed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="application_claimed_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "submitted", "under_review", "returned", "recommended"])
                        ),
                        fields=("firm",),
                        name="application_one_open_per_firm",
                        violation_error_message="This firm already has an open application.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "withdrawn"]),
                            models.Q(
                                ("due_at__isnull", False),
                                ("number__isnull", False),
                                ("snapshot__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="application_submitted_is_whole",
                    ),
                    models.UniqueConstraint(fields=("case_key", "version"), name="application_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "approved")),
                        fields=("case_key",),
                        name="application_one_approved_version",
                        violation_error_message="Another version of this case is approved.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amendment_kind", ""), ("amends__isnull", True), ("version", 1)),
                            models.Q(
                                ("amends__isnull", False),
                                ("version__gt", 1),
                                models.Q(("amendment_kind", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="application_amendment_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("escalated_at__isnull", True), ("escalated_to", "")),
                            models.Q(("escalated_at__isnull", False), ("escalated_to__gt", "")),
                            _connector="OR",
                        ),
                        name="application_escalated_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("heads_on_site__isnull", True), ("heads_on_site__gte", 1), _connector="OR"
                        ),
                        name="application_heads_positive",
                        violation_error_message="At least one person must be on site.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("entrances__isnull", True),
                            models.Q(("entrances__gte", 1), ("entrances__lte", 1000)),
                            _connector="OR",
                        ),
                        name="application_entrances_sane",
                        violation_error_message="Please give the number of entrances, from 1 to 1,000.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TenantFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "umbrella",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="reopening.umbrella",
                    ),
                ),
                ("file_name", models.CharField(max_length=120)),
                ("content", models.BinaryField(null=True)),
                ("digest", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "uploaded_by",
                    models.ForeignKey(
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
                        related_name="+",
                        to="core.job",
                    ),
                ),
                ("checked_at", models.DateTimeField(null=True)),
                ("counts", models.JSONField(default=dict)),
                ("refusal", models.JSONField(null=True)),
                ("refused_cells", core.fields.EncryptedTextField(blank=True, default="")),
                ("errors", models.JSONField(default=list)),
                ("declared_at", models.DateTimeField(null=True)),
                (
                    "declared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "list of tenants",
                "indexes": [models.Index(fields=["umbrella", "-id"], name="tenant_file_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("declared_at__isnull", True), ("declared_by__isnull", True)),
                            models.Q(("declared_at__isnull", False), ("declared_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="tenant_file_declared_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at__isnull", True), ("content__isnull", True), _connector="OR"
                        ),
                        name="tenant_file_bytes_removed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("declared_at__isnull", True),
                            ("declared_at__gte", models.F("checked_at")),
                            _connector="OR",
                        ),
                        name="tenant_file_checked_first",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Condition",
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
                        related_name="conditions",
                        to="reopening.application",
                    ),
                ),
                ("division_code", models.CharField(editable=False, max_length=9)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("paper_due", "Paper to be handed in later"),
                            ("supplies_delivered", "Supplies delivered"),
                            ("rectification", "Rectification"),
                        ],
                        max_length=20,
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("fulfilled", "Fulfilled"), ("lapsed", "Lapsed")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("acts_on", models.DateField(editable=False, null=True)),
                ("told_on", models.DateField(editable=False, null=True)),
                ("overdue_at", models.DateTimeField(editable=False, null=True)),
                ("handed_in_at", models.DateTimeField(editable=False, null=True)),
                ("set_at", models.DateTimeField()),
                (
                    "set_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("fulfilled_at", models.DateTimeField(null=True)),
                (
                    "fulfilled_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "condition",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "open"), ("acts_on__isnull", False)),
                        fields=["acts_on", "id"],
                        name="condition_acts",
                    ),
                    models.Index(
                        models.F("status"),
                        django.db.models.functions.comparison.Coalesce(
                            "due_on", models.Value(dt.date(9999, 12, 31)), output_field=models.DateField()
                        ),
                        models.F("id"),
                        name="condition_by_day",
                    ),
                    models.Index(fields=["status", "division_code"], name="condition_area"),
                    models.Index(
                        models.F("status"),
                        models.F("kind"),
                        django.db.models.functions.comparison.Coalesce(
                            "due_on", models.Value(dt.date(9999, 12, 31)), output_field=models.DateField()
                        ),
                        models.F("id"),
                        name="condition_of_kind",
                    ),
                    models.Index(
                        django.db.models.functions.comparison.Coalesce(
                            "due_on", models.Value(dt.date(9999, 12, 31)), output_field=models.DateField()
                        ),
                        models.F("id"),
                        condition=models.Q(("status", "open"), ("handed_in_at__isnull", False)),
                        name="condition_handed_in",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fulfilled_at__isnull", True), ("fulfilled_by__isnull", True)),
                            models.Q(("fulfilled_at__isnull", False), ("fulfilled_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="condition_fulfilled_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.UniqueConstraint(fields=("application", "kind", "detail"), name="condition_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fulfilled_at__isnull", False), ("status", "fulfilled")),
                            models.Q(
                                models.Q(("status", "fulfilled"), _negated=True),
                                ("fulfilled_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="condition_fulfilled_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApplicationCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copy",
                        to="reopening.application",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="reopening.application",
                    ),
                ),
                (
                    "sections",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                (
                    "left_out",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("people", models.PositiveIntegerField(default=0)),
                ("copied_at", models.DateTimeField()),
                (
                    "copied_by",
                    models.ForeignKey(
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
                        related_name="application_copy",
                        to="core.job",
                    ),
                ),
                ("screened_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "copy of an application",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("application", models.F("source")), _negated=True),
                        name="application_copy_of_another",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeclarationLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declaration_link",
                        to="reopening.application",
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=core.numbers.public_token, editable=False, max_length=40, unique=True
                    ),
                ),
                (
                    "allows_joining",
                    models.BooleanField(default=False, verbose_name="people may add themselves"),
                ),
                ("opened_at", models.DateTimeField()),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
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
                ("slips", core.fields.EncryptedTextField(default="", editable=False)),
                ("slips_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "declaration link",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="declaration_link_closed_pair",
                        violation_error_message="The person and the time belong together.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
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
                        related_name="files",
                        to="reopening.application",
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("kind", models.CharField(choices=[("pdf", "PDF"), ("jpeg", "JPEG")], max_length=4)),
                ("size", models.PositiveIntegerField(verbose_name="size (bytes)")),
                ("pages", models.PositiveSmallIntegerField()),
                ("content", models.FileField(max_length=200, upload_to=reopening.models.documents.file_path)),
                (
                    "thumbnail",
                    models.FileField(
                        blank=True, max_length=200, upload_to=reopening.models.documents.thumbnail_path
                    ),
                ),
                ("stored_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "scan",
                    models.CharField(
                        choices=[
                            ("waiting", "Being checked for viruses"),
                            ("clean", "Checked for viruses"),
                            ("infected", "Virus found"),
                            ("not_scanned", "Not checked for viruses"),
                        ],
                        max_length=11,
                    ),
                ),
                ("scanned_at", models.DateTimeField(null=True)),
                ("virus", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "stored file",
                "indexes": [
                    models.Index(
                        condition=models.Q(("scan", "waiting")), fields=["id"], name="stored_file_waiting"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "digest"), name="stored_file_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("scan__in", ["clean", "infected"]), ("scanned_at__isnull", False)),
                            models.Q(("scan__in", ["waiting", "not_scanned"]), ("scanned_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="stored_file_scanned_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deferral",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deferrals",
                        to="reopening.application",
                    ),
                ),
                ("paper", models.CharField(max_length=40)),
                ("letter", models.JSONField()),
                ("accepted_at", models.DateTimeField()),
                (
                    "accepted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "letter of commitment",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="deferral_withdrawn_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("application", "paper"),
                        name="deferral_once",
                        violation_error_message="This paper is deferred already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Escalation",
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
                        related_name="escalations",
                        to="reopening.application",
                    ),
                ),
                ("from_office", models.CharField(max_length=9)),
                ("office_code", models.CharField(max_length=9)),
                ("due_at", models.DateTimeField()),
                ("escalated_at", models.DateTimeField()),
                ("rule", models.JSONField()),
            ],
            options={
                "verbose_name": "escalation",
                "constraints": [
                    models.UniqueConstraint(fields=("application", "office_code"), name="escalation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("escalated_at__gte", models.F("due_at"))),
                        name="escalation_after_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PostHolder",
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
                        related_name="post_holders",
                        to="reopening.application",
                    ),
                ),
                ("post_key", models.CharField(max_length=40, verbose_name="post")),
                ("resident_id_hash", models.CharField(editable=False, max_length=32)),
                (
                    "certificate",
                    core.fields.EncryptedTextField(blank=True, default="", verbose_name="certificate number"),
                ),
                (
                    "certificate_until",
                    models.DateField(blank=True, null=True, verbose_name="certificate valid until"),
                ),
            ],
            options={
                "verbose_name": "holder of a safety post",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "post_key", "resident_id_hash"),
                        name="post_holder_once",
                        violation_error_message="This person holds this post already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InventoryLine",
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
                        related_name="inventory",
                        to="reopening.application",
                    ),
                ),
                ("item_code", models.CharField(max_length=40, verbose_name="item")),
                ("quantity", models.PositiveBigIntegerField(verbose_name="quantity")),
            ],
            options={
                "verbose_name": "supplies on hand",
                "constraints": [
                    models.UniqueConstraint(fields=("application", "item_code"), name="inventory_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__lte", 1000000000)),
                        name="inventory_line_sane",
                        violation_error_message="This number is too large.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanSection",
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
                        related_name="plan",
                        to="reopening.application",
                    ),
                ),
                ("key", models.CharField(max_length=40, verbose_name="section")),
                ("text", models.TextField(max_length=5000, verbose_name="text")),
            ],
            options={
                "verbose_name": "section of the plan",
                "constraints": [
                    models.UniqueConstraint(fields=("application", "key"), name="plan_section_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyEffect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "preview",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="effects",
                        to="reopening.policypreview",
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
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), size=None
                    ),
                ),
                ("changes", models.JSONField()),
            ],
            options={
                "verbose_name": "effect of a policy set",
                "indexes": [models.Index(fields=["preview", "id"], name="policy_effect_page")],
                "constraints": [
                    models.UniqueConstraint(fields=("preview", "application"), name="policy_effect_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Recheck",
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
                        related_name="rechecks",
                        to="reopening.application",
                    ),
                ),
                (
                    "policy_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reopening.policyset",
                    ),
                ),
                (
                    "earlier_policy_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reopening.policyset",
                    ),
                ),
                ("checked_at", models.DateTimeField()),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), size=None
                    ),
                ),
                ("changes", models.JSONField()),
                ("findings_before", models.JSONField()),
                ("findings_after", models.JSONField()),
            ],
            options={
                "verbose_name": "re-check",
                "constraints": [
                    models.UniqueConstraint(fields=("application", "policy_set"), name="recheck_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffMember",
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
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff",
                        to="reopening.application",
                    ),
                ),
                ("row_number", models.PositiveIntegerField(default=0)),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("resident_id", core.fields.EncryptedTextField(verbose_name="resident ID number")),
                ("resident_id_hash", models.CharField(editable=False, max_length=32)),
                ("mobile", models.CharField(blank=True, max_length=20, verbose_name="mobile")),
                ("post", models.CharField(blank=True, max_length=60, verbose_name="post")),
                ("on_site", models.BooleanField(default=True, verbose_name="will work on site")),
                (
                    "place",
                    models.CharField(blank=True, max_length=100, verbose_name="where the person is now"),
                ),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("class_code", models.CharField(blank=True, editable=False, max_length=4)),
                ("measure", models.CharField(blank=True, editable=False, max_length=30)),
                ("clear_on", models.DateField(editable=False, null=True)),
                ("cause", models.JSONField(default=dict, editable=False)),
                (
                    "declared_by",
                    models.CharField(
                        choices=[
                            ("file", "by the firm, from a file"),
                            ("form", "by the firm, by form"),
                            ("person", "by the person"),
                            ("corrected", "by the person, corrected by the firm"),
                            ("nobody", "nothing declared yet"),
                            ("withdrawn", "consent withdrawn"),
                        ],
                        db_default="form",
                        default="form",
                        max_length=10,
                        verbose_name="declared",
                    ),
                ),
                ("declared_at", models.DateTimeField(editable=False, null=True)),
                (
                    "consent_version",
                    models.CharField(db_default="", default="", editable=False, max_length=20),
                ),
                ("consent_at", models.DateTimeField(editable=False, null=True)),
                ("code", core.fields.EncryptedTextField(db_default="", default="", editable=False)),
                ("code_hash", models.CharField(db_default="", default="", editable=False, max_length=32)),
                ("to_confirm", models.BooleanField(db_default=False, default=False, editable=False)),
                ("reminded_at", models.DateTimeField(editable=False, null=True)),
                ("sms_at", models.DateTimeField(editable=False, null=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "person on the roster",
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("declared_by__in", ["person", "corrected", "nobody", "withdrawn"])
                        ),
                        fields=["application", "declared_by", "id"],
                        name="staff_member_declared",
                    ),
                    models.Index(fields=["application", "id"], name="staff_member_roster"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("resident_id_hash", "application"),
                        name="staff_member_once",
                        violation_error_message="This person is on the roster already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code_hash", ""), _negated=True),
                        fields=("application", "code_hash"),
                        name="staff_member_code_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("declared_by__in", ["nobody", "withdrawn"]), _negated=True),
                            models.Q(("answers", {}), ("class_code", ""), ("declared_at", None)),
                            _connector="OR",
                        ),
                        name="staff_member_undeclared_is_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("declared_by__in", ["person", "corrected"]), _negated=True),
                            models.Q(
                                ("consent_at__isnull", False),
                                ("declared_at__isnull", False),
                                models.Q(("consent_version", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="staff_member_declared_with_consent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RosterUpload",
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
                        related_name="roster_uploads",
                        to="reopening.application",
                    ),
                ),
                ("file_name", models.CharField(max_length=120)),
                ("content", core.fields.EncryptedBinaryField(null=True)),
                ("digest", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "uploaded_by",
                    models.ForeignKey(
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
                        related_name="roster_upload",
                        to="core.job",
                    ),
                ),
                ("read_at", models.DateTimeField(null=True)),
                ("rows_read", models.PositiveIntegerField(default=0)),
                ("rows_accepted", models.PositiveIntegerField(default=0)),
                ("rows_known", models.PositiveIntegerField(default=0)),
                ("rows_refused", models.PositiveIntegerField(default=0)),
                ("by_class", models.JSONField(default=dict)),
                ("sample", core.fields.EncryptedTextField(blank=True, default="")),
                ("refusal", models.JSONField(null=True)),
                ("refused_cells", core.fields.EncryptedTextField(blank=True, default="")),
                ("errors", models.JSONField(default=list)),
                ("accepted_at", models.DateTimeField(null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "roster file",
                "indexes": [
                    models.Index(fields=["application", "-id"], name="roster_upload_latest"),
                    models.Index(
                        condition=models.Q(("accepted_at__isnull", True), ("finished_at__isnull", True)),
                        fields=["read_at"],
                        name="roster_upload_waiting",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("accepted_by__isnull", True)),
                            models.Q(("accepted_at__isnull", False), ("accepted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="roster_upload_accepted_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at__isnull", True),
                            models.Q(("content__isnull", True), ("sample", "")),
                            _connector="OR",
                        ),
                        name="roster_upload_bytes_removed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SectionSave",
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
                        related_name="saves",
                        to="reopening.application",
                    ),
                ),
                ("section", models.CharField(max_length=20)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("page", models.CharField(blank=True, max_length=32)),
                ("saved_at", models.DateTimeField()),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "save of a section",
                "constraints": [
                    models.UniqueConstraint(fields=("application", "section"), name="section_save_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
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
                        related_name="shifts",
                        to="reopening.application",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("name", models.CharField(max_length=40, verbose_name="name of the shift")),
                (
                    "people",
                    models.PositiveIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000000),
                        ],
                        verbose_name="people",
                    ),
                ),
                ("starts_at", models.TimeField(verbose_name="start")),
                ("ends_at", models.TimeField(verbose_name="end")),
                ("meal_at", models.TimeField(blank=True, null=True, verbose_name="meal")),
                (
                    "arrival_minutes",
                    models.PositiveSmallIntegerField(
                        default=15,
                        validators=[django.core.validators.MaxValueValidator(240)],
                        verbose_name="arrive within (minutes)",
                    ),
                ),
                ("uses_canteen", models.BooleanField(default=False, verbose_name="eat in the canteen")),
            ],
            options={
                "verbose_name": "shift",
                "constraints": [
                    models.UniqueConstraint(fields=("application", "position"), name="shift_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(("people__gte", 1), ("people__lte", 1000000)),
                        name="shift_people_sane",
                        violation_error_message="A shift has at least one person.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("arrival_minutes__lte", 240)),
                        name="shift_arrival_sane",
                        violation_error_message="People arrive at most four hours before their shift.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="reopening.application",
                    ),
                ),
                ("submission", models.PositiveSmallIntegerField()),
                ("revision", models.PositiveIntegerField()),
                (
                    "verdict",
                    models.CharField(choices=[("signed", "Signed"), ("declined", "Declined")], max_length=10),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("signed_at", models.DateTimeField()),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "signature",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("verdict", "signed")),
                        fields=("application", "submission", "revision", "signed_by"),
                        name="signature_once",
                        violation_error_message="You have signed this already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("note", ""), ("verdict", "signed")),
                            models.Q(("verdict", "declined"), models.Q(("note", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="signature_declined_has_reason",
                        violation_error_message="Please say why you do not sign.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tenancy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "umbrella",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tenancies",
                        to="reopening.umbrella",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tenancies",
                        to="reopening.firm",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Has to agree"),
                            ("active", "Filed for"),
                            ("declined", "Files by itself"),
                            ("left", "No longer a tenant"),
                        ],
                        max_length=10,
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=40, verbose_name="unit or door")),
                ("heads", models.PositiveIntegerField(verbose_name="people on site per day")),
                ("opens_on", models.DateField(null=True, verbose_name="planned opening day")),
                ("starts_at", models.TimeField(null=True, verbose_name="start of work")),
                ("ends_at", models.TimeField(null=True, verbose_name="end of work")),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reopening.application",
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reopening.mandate",
                    ),
                ),
                ("taken_in_at", models.DateTimeField()),
                ("blocks", models.PositiveSmallIntegerField(null=True)),
                ("warnings", models.PositiveSmallIntegerField(null=True)),
                ("judged_at", models.DateTimeField(null=True)),
                ("refusal", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "verbose_name": "tenant",
                "indexes": [models.Index(fields=["umbrella", "status", "id"], name="tenancy_list")],
                "constraints": [
                    models.UniqueConstraint(fields=("umbrella", "firm"), name="tenancy_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "active")),
                        fields=("firm",),
                        name="tenancy_one_umbrella",
                        violation_error_message="This firm is filed for under another umbrella.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("blocks__isnull", True),
                                ("judged_at__isnull", True),
                                ("warnings__isnull", True),
                            ),
                            models.Q(
                                ("blocks__isnull", False),
                                ("judged_at__isnull", False),
                                ("warnings__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="tenancy_judged_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_at__isnull", True), ("starts_at__isnull", True)),
                            models.Q(("ends_at__isnull", False), ("starts_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="tenancy_hours_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
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
                        related_name="documents",
                        to="reopening.application",
                    ),
                ),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("paper", "Paper of the policy"),
                            ("other", "Other paper"),
                            ("site", "Photo of the site"),
                            ("item", "Photo of supplies"),
                        ],
                        max_length=5,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=40)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="reopening.storedfile",
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="file name")),
                ("handed_in_at", models.DateTimeField()),
                (
                    "handed_in_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("is_late", models.BooleanField(default=False)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("replaced", "Replaced"),
                            ("removed", "Removed"),
                            ("turned_down", "Turned down by the office"),
                        ],
                        max_length=11,
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="document_withdrawn_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_why", "")),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                models.Q(("withdrawn_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="document_withdrawn_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("use__in", ["paper", "item"]), models.Q(("key", ""), _negated=True)),
                            models.Q(("key", ""), ("use__in", ["other", "site"])),
                            _connector="OR",
                        ),
                        name="document_key_by_use",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("application", "use", "key", "file"),
                        name="document_once_in_its_place",
                        violation_error_message="This file is there already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Halt",
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
                        related_name="halts",
                        to="reopening.application",
                    ),
                ),
                ("case_key", models.UUIDField(editable=False)),
                ("division_code", models.CharField(editable=False, max_length=9)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("stop", "Stopped"),
                            ("seal", "Sealed"),
                            ("suspension", "Suspended with its area or trade"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reasons", models.JSONField(default=list)),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="explanation")),
                (
                    "condition",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="halts",
                        to="reopening.condition",
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reported_at", models.DateTimeField(null=True)),
                (
                    "reported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("report", models.TextField(blank=True, max_length=2000)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("end_note", models.TextField(blank=True, max_length=2000)),
            ],
            options={
                "verbose_name": "halt",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["case_key"],
                        name="halt_in_force",
                    ),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True), ("condition__isnull", False)),
                        fields=["condition"],
                        name="halt_condition",
                    ),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["division_code", "-id"],
                        name="halt_area",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reported_at__isnull", True), ("reported_by__isnull", True)),
                            models.Q(("reported_at__isnull", False), ("reported_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="halt_reported_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="halt_ended_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("kind__in", ["stop", "seal"])),
                        fields=("case_key",),
                        name="halt_one_alone",
                        violation_error_message="This firm is stopped already.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="firm",
            name="members",
            field=models.ManyToManyField(
                related_name="firms", through="reopening.Membership", to=settings.AUTH_USER_MODEL
            ),
        ),
    ]
