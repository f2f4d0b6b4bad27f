"""The roster's key to its application is looked up once for each statement (docs/adr/0015)."""

import django.db.models.deletion
from django.db import migrations, models

from core.triggers import belongs


class Migration(migrations.Migration):
    dependencies = [("reopening", "0020_tenancy_hours")]

    operations = [
        belongs("reopening_staffmember", "application_id", "reopening_application"),
        migrations.AlterField(
            model_name="staffmember",
            name="application",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="staff",
                to="reopening.application",
            ),
        ),
    ]
