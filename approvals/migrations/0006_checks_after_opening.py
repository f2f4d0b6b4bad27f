import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.triggers import frozen_columns, only_moves


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0005_appeal_papers"),
        ("reopening", "0003_unread_sheets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Check",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("division_code", models.CharField(editable=False, max_length=9)),
                ("opened_on", models.DateField()),
                ("due_on", models.DateField()),
                ("checklist", models.JSONField(default=list)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "To check"),
                            ("confirmed", "As promised"),
                            ("untrue", "Not as promised"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("checked", models.JSONField(default=list)),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
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
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="reopening.application",
                    ),
                ),
            ],
            options={
                "verbose_name": "check after the opening",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "waiting")),
                        fields=["due_on", "id"],
                        name="check_waiting",
                    ),
                    models.Index(fields=["division_code", "-id"], name="check_area"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="check_answered_pair",
                        violation_error_message="The person and the time belong together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("status", "waiting")),
                            models.Q(
                                models.Q(("status", "waiting"), _negated=True), ("answered_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="check_answered_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), ("status", "untrue"), _negated=True),
                        name="check_note_says_what",
                        violation_error_message="Please say what is not as promised.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "waiting")),
                        fields=("application",),
                        name="check_waits_once",
                    ),
                ],
            },
        ),
        only_moves("approvals_check", "waiting>confirmed", "waiting>untrue"),
        frozen_columns(
            "approvals_check",
            "public_id",
            "application_id",
            "division_code",
            "opened_on",
            "due_on",
            "checklist",
        ),
    ]
