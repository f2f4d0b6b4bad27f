"""Every change of a state is a row of the transition table (docs/adr/0039)."""

from django.db import migrations

from core.triggers import REFUSE_MOVE_FUNCTION, only_moves


class Migration(migrations.Migration):
    dependencies = [("core", "0006_papers")]

    operations = [
        migrations.RunSQL(REFUSE_MOVE_FUNCTION, "DROP FUNCTION refuse_move();"),
        only_moves(
            "core_export",
            "declined>expired",
            "making>expired",
            "making>ready",
            "making>waiting",
            "ready>expired",
            "waiting>declined",
            "waiting>expired",
            "waiting>making",
        ),
    ]
