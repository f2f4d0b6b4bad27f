"""
Indexes that said what another says, or that nothing asked for. Tables made since then never had them
(docs/adr/0071-fewer-indexes.md).
"""

from django.db import migrations

GONE = [
    "core_appointment_user_id_9c7816e1",
    "core_auditevent_actor_id_3bd0c673",
    "core_export_asked_by_id_70860d4f",
    "core_notification_user_id_6e341aac",
]


class Migration(migrations.Migration):
    dependencies = [("core", "0004_layouts_of_papers")]

    operations = [migrations.RunSQL(f"DROP INDEX IF EXISTS {', '.join(GONE)}", migrations.RunSQL.noop)]
