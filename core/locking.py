"""
Locking a record, and saving what an act changed of it (docs/adr/0038).

Both happen at every act. The statement that locks is Django's own, made once for each kind of record and kept, since
making it costs as much as running it.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from django.core.files import File
from django.db import connection, models
from django.db.transaction import TransactionManagementError

from core.kept_statements import kept_cursor

Kept = tuple[str, Any, dict[int, Any]]
KEPT: dict[tuple[type[models.Model], tuple[str, ...]], Kept] = {}


def lock(subject: models.Model) -> None:
    """
    Refresh `subject` from its row, locked until the end of the transaction. Columns that were not loaded stay so.

    :raises DoesNotExist: if there is no such row any more
    """
    if connection.get_autocommit():
        raise TransactionManagementError("A lock outside of a transaction holds nothing.")
    model, state = type(subject), subject.__dict__
    names = tuple(field.attname for field in model._meta.concrete_fields if field.attname in state)
    if (model, names) not in KEPT:
        KEPT[model, names] = locking_statement(model, names, subject.pk)
    statement, compiler, converters = KEPT[model, names]
    with kept_cursor() as cursor:
        cursor.execute(statement, [model._meta.pk.get_db_prep_value(subject.pk, connection)])
        row = cursor.fetchone()
    if row is None:
        raise model.DoesNotExist(f"{model._meta.label} {subject.pk}")  # type: ignore[attr-defined]
    [values] = compiler.apply_converters([row], converters)
    state.update(zip(names, values, strict=True))
    forget_related(subject)


def locking_statement(model: type[models.Model], names: tuple[str, ...], key: Any) -> Kept:
    """The statement that locks a row and reads these columns, and what converts its values."""
    rows = model._base_manager.select_for_update(of=("self",), no_key=True).filter(pk=key).only(*names)
    compiler = rows.query.get_compiler(connection=connection)
    statement, _key = compiler.as_sql()
    return statement, compiler, compiler.get_converters([column for column, *_rest in compiler.select])


def forget_related(subject: models.Model) -> None:
    """What was read of other rows may have changed since."""
    subject.__dict__.pop("_prefetched_objects_cache", None)
    subject._state.fields_cache.clear()


def values_of(subject: models.Model) -> dict[str, Any]:
    """The loaded columns as they are now, for `changed_since`."""
    state = subject.__dict__
    return {
        field.attname: settled(state[field.attname])
        for field in subject._meta.concrete_fields
        if field.attname in state
    }


def settled(value: Any) -> Any:
    """A value that no later edit changes."""
    if isinstance(value, dict | list):
        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS)
    return value.name if isinstance(value, File) else value


def changed_since(subject: models.Model, before: Mapping[str, Any]) -> list[str]:
    """The fields that were edited, or loaded, since `before`."""
    now = values_of(subject)
    return [
        field.name
        for field in subject._meta.concrete_fields
        if field.attname in now
        and (field.attname not in before or before[field.attname] != now[field.attname])
    ]
