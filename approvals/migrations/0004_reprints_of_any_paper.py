"""Papers of every kind are printed anew, not certificates alone."""

from django.db import migrations, models

FREEZE = """
CREATE TRIGGER approvals_reprint_kind_frozen BEFORE UPDATE ON approvals_reprint
    FOR EACH ROW WHEN (NEW.kind <> OLD.kind) EXECUTE FUNCTION forbid_change();
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0003_publication_by_policy")]

    operations = [
        migrations.AddField(
            model_name="reprint",
            name="kind",
            field=models.CharField(db_default="certificate", default="certificate", max_length=20),
        ),
        migrations.RunSQL(FREEZE, "DROP TRIGGER approvals_reprint_kind_frozen ON approvals_reprint;"),
    ]
