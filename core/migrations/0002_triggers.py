from django.db import migrations

from core.triggers import FORBID_FUNCTION, REFUSE_MOVE_FUNCTION, append_only, frozen_columns, only_moves

# Only the sample of a version that is published is drawn anew.
KEEP_PUBLISHED = """
CREATE TRIGGER core_papertemplate_published BEFORE UPDATE ON core_papertemplate
    FOR EACH ROW WHEN (OLD.status = 'published' AND (
        NEW.status, NEW.kind, NEW.number, NEW.words, NEW.valid_from, NEW.notice_number, NEW.published_by_id)
        IS DISTINCT FROM (
        OLD.status, OLD.kind, OLD.number, OLD.words, OLD.valid_from, OLD.notice_number, OLD.published_by_id))
    EXECUTE FUNCTION forbid_change();
CREATE TRIGGER core_papertemplate_kept BEFORE DELETE ON core_papertemplate
    FOR EACH ROW EXECUTE FUNCTION forbid_change();
"""
UNDO_PUBLISHED = """
DROP TRIGGER core_papertemplate_published ON core_papertemplate;
DROP TRIGGER core_papertemplate_kept ON core_papertemplate;
"""


class Migration(migrations.Migration):
    replaces = [
        ("core", "0008_paper_templates"),
    ]
    dependencies = [("core", "0001_tables")]
    operations = [
        migrations.RunSQL(FORBID_FUNCTION, "DROP FUNCTION forbid_change();"),
        append_only("core_auditevent"),
        append_only("core_auditanchor"),
        frozen_columns(
            "core_paper",
            "public_id",
            "kind",
            "subject_type",
            "subject_id",
            "issue",
            "version",
            "day",
            "division_code",
            "facts",
            "words",
            "made_at",
            "made_by_id",
        ),
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
        migrations.RunSQL(KEEP_PUBLISHED, UNDO_PUBLISHED),
        only_moves("core_papertemplate", "draft>discarded", "draft>published"),
    ]
