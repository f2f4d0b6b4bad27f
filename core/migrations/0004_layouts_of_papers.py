"""A version of a paper may carry a layout of its own."""

from django.db import migrations, models

# As in 0002_triggers, and the layout; only the sample of a version that is published is drawn anew.
PUBLISHED = """
DROP TRIGGER core_papertemplate_published ON core_papertemplate;
CREATE TRIGGER core_papertemplate_published BEFORE UPDATE ON core_papertemplate
    FOR EACH ROW WHEN (OLD.status = 'published' AND (
        NEW.status, NEW.kind, NEW.number, NEW.words, {new}NEW.valid_from, NEW.notice_number, NEW.published_by_id)
        IS DISTINCT FROM (
        OLD.status, OLD.kind, OLD.number, OLD.words, {old}OLD.valid_from, OLD.notice_number, OLD.published_by_id))
    EXECUTE FUNCTION forbid_change();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_authority_names")]

    operations = [
        migrations.AddField(
            "papertemplate",
            "html",
            models.TextField(blank=True, default="", max_length=10000, verbose_name="HTML"),
            preserve_default=False,
        ),
        migrations.AddField(
            "papertemplate",
            "css",
            models.TextField(blank=True, default="", max_length=30000, verbose_name="CSS"),
            preserve_default=False,
        ),
        migrations.AddField("papertemplate", "problems", models.JSONField(default=list, editable=False)),
        migrations.AddConstraint(
            "papertemplate",
            models.CheckConstraint(
                condition=models.Q(css="", html="") | ~models.Q(html="") & ~models.Q(css=""),
                name="template_whole_layout",
            ),
        ),
        migrations.RunSQL(
            PUBLISHED.format(new="NEW.html, NEW.css, ", old="OLD.html, OLD.css, "),
            PUBLISHED.format(new="", old=""),
        ),
    ]
