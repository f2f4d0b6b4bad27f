"""PostgreSQL triggers, as migration operations."""

from django.db import migrations

FORBID_FUNCTION = """
CREATE OR REPLACE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
REFUSE_MOVE_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: no row of the transition table leads from % to %',
        TG_TABLE_NAME, to_jsonb(OLD) ->> TG_ARGV[0], to_jsonb(NEW) ->> TG_ARGV[0]
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
HELD_BY_STATEMENT = """
CREATE FUNCTION {name}_belongs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE stray bigint;
BEGIN
    SELECT named.{column} INTO stray FROM (SELECT DISTINCT {column} FROM come WHERE {column} IS NOT NULL) AS named
     WHERE NOT EXISTS (SELECT FROM {parent} WHERE id = named.{column} FOR KEY SHARE) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '%: no {parent} has the id %', TG_TABLE_NAME, stray USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION {name}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: {column} never changes', TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
END $$;
CREATE FUNCTION {name}_is_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM {child} WHERE {column} = OLD.id) THEN
        RAISE EXCEPTION '%: {child} still has rows of %', TG_TABLE_NAME, OLD.id USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {name}_belongs AFTER INSERT ON {child} REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION {name}_belongs();
CREATE TRIGGER {name}_stays BEFORE UPDATE OF {column} ON {child}
    FOR EACH ROW WHEN (NEW.{column} IS DISTINCT FROM OLD.{column}) EXECUTE FUNCTION {name}_stays();
CREATE TRIGGER {name}_is_held AFTER DELETE ON {parent}
    FOR EACH ROW EXECUTE FUNCTION {name}_is_held();
CREATE TRIGGER {name}_keeps_key AFTER UPDATE OF id ON {parent}
    FOR EACH ROW WHEN (NEW.id <> OLD.id) EXECUTE FUNCTION {name}_is_held();
"""
NOT_HELD = """
DROP TRIGGER {name}_keeps_key ON {parent};
DROP TRIGGER {name}_is_held ON {parent};
DROP TRIGGER {name}_stays ON {child};
DROP TRIGGER {name}_belongs ON {child};
DROP FUNCTION {name}_is_held();
DROP FUNCTION {name}_stays();
DROP FUNCTION {name}_belongs();
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


def only_moves(table: str, *moves: str, column: str = "status") -> migrations.RunSQL:
    """
    Refuse every change of `column` but these, whoever asks: `"draft>submitted"`.

    The moves are those of the transition table; a test holds that they stay so (tests/core/test_moves.py).
    """
    listed = ", ".join(f"'{move}'" for move in sorted(moves))
    return migrations.RunSQL(
        f"""
        DROP TRIGGER IF EXISTS {table}_moves ON {table};
        CREATE TRIGGER {table}_moves BEFORE UPDATE OF {column} ON {table} FOR EACH ROW
            WHEN (OLD.{column} <> NEW.{column} AND OLD.{column} || '>' || NEW.{column} NOT IN ({listed}))
            EXECUTE FUNCTION refuse_move('{column}');
        """,
        f"DROP TRIGGER {table}_moves ON {table};",
    )


def belongs(child: str, column: str, parent: str, *, name: str = "") -> migrations.RunSQL:
    """
    A foreign key to `parent.id` that is looked up once for each statement and parent, not once for each row.

    For a table whose rows come by the ten thousand; the same promise as the key's, at the end of the statement: no
    stray row, no parent taken from under its rows. A row never moves to another parent.

    :param name: what the triggers' names begin with, where more than one column of a table is held so
    """
    names = {"child": child, "column": column, "parent": parent, "name": name or child}
    return migrations.RunSQL(HELD_BY_STATEMENT.format(**names), NOT_HELD.format(**names))
