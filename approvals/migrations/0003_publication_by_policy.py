"""Whether a certificate stands in the register and in published lists: written once, at its issue."""

from django.conf import settings
from django.db import migrations, models

FREEZE = """
CREATE TRIGGER approvals_certificate_publication_frozen BEFORE UPDATE ON approvals_certificate
    FOR EACH ROW WHEN (NEW.is_in_register <> OLD.is_in_register OR NEW.is_in_lists <> OLD.is_in_lists)
    EXECUTE FUNCTION forbid_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0002_triggers"),
        ("reopening", "0002_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="is_in_lists",
            field=models.BooleanField(db_default=True, default=True, editable=False),
        ),
        migrations.AddField(
            model_name="certificate",
            name="is_in_register",
            field=models.BooleanField(db_default=True, default=True, editable=False),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                condition=models.Q(("is_in_register", True)), fields=["-id"], name="certificate_register"
            ),
        ),
        migrations.RunSQL(
            FREEZE, "DROP TRIGGER approvals_certificate_publication_frozen ON approvals_certificate;"
        ),
    ]
