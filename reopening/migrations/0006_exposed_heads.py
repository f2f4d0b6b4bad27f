"""How many people hold a post that the policy calls exposed (docs/adr/0072-exposed-posts.md)."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_fewer_indexes"),
        ("reopening", "0005_fewer_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="exposed_heads",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="people on exposed posts"),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("exposed_heads__isnull", True),
                    ("exposed_heads__lte", models.F("heads_on_site")),
                    _connector="OR",
                ),
                name="application_exposed_on_site",
                violation_error_message="More people are on exposed posts than on site. Please correct one of the two numbers.",
            ),
        ),
    ]
