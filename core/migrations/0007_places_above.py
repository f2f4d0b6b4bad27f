"""The places that a street lies in, by an index of their own (docs/adr/0082-places-by-name.md)."""

from django.db import migrations, models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual


class Migration(migrations.Migration):
    dependencies = [("core", "0006_printed_lists")]

    operations = [
        migrations.AddIndex(
            model_name="division",
            index=models.Index(
                fields=["code"],
                condition=models.Q(LessThanOrEqual(Length("code"), 6)),
                name="division_wide",
            ),
        )
    ]
