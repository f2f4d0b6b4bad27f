from django.db import migrations

from core.triggers import FORBID_FUNCTION, append_only


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.RunSQL(FORBID_FUNCTION, "DROP FUNCTION forbid_change();"),
        append_only("core_auditevent"),
        append_only("core_auditanchor"),
    ]
