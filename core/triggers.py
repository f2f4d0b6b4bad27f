"""PostgreSQL triggers, as migration operations."""

from django.db import migrations

FORBID_FUNCTION = """
CREATE OR REPLACE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


def append_only(table: str) -> migrations.RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE on `table`, whoever asks."""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION forbid_change();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION forbid_change();
        """,
        f"""
        DROP TRIGGER {table}_append_only ON {table};
        DROP TRIGGER {table}_no_truncate ON {table};
        """,
    )


def frozen_columns(table: str, *columns: str) -> migrations.RunSQL:
    """Refuse a change of `columns` once the row stands, and refuse its deletion."""
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table}
            FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION forbid_change();
        CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION forbid_change();
        """,
        f"DROP TRIGGER {table}_frozen ON {table}; DROP TRIGGER {table}_kept ON {table};",
    )
