"""What authorities are called on papers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuthorityName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                ("written_at", models.DateTimeField()),
                (
                    "division",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="authority_names",
                        to="core.division",
                        verbose_name="division",
                    ),
                ),
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
                "verbose_name": "name of an authority",
                "indexes": [models.Index(fields=["division", "-id"], name="authority_name_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), ("name_en", "")),
                            models.Q(
                                models.Q(("name", ""), _negated=True),
                                models.Q(("name_en", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="authority_name_in_both_languages",
                        violation_error_message="The name is written in both languages, or in none.",
                    )
                ],
            },
        ),
        append_only("core_authorityname"),
    ]
