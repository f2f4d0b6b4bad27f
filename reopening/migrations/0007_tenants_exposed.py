"""How many people of a tenant hold an exposed post, as the list says it (docs/adr/0072-exposed-posts.md)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reopening", "0006_exposed_heads"),
    ]

    operations = [
        migrations.AddField(
            model_name="tenancy",
            name="exposed_heads",
            field=models.PositiveIntegerField(null=True, verbose_name="people on exposed posts"),
        ),
    ]
