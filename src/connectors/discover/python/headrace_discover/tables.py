"""What a connector says of its tables."""

import inspect
import sys

from . import load
from .options import DummyOptions

TYPES = ("snapshot", "cdc", "cdc_with_deletes", "append")


def listed(connector, guessing, mask):
    """Asks a connector. A table that cannot be described is listed with the reason."""
    names = connector.list_tables()
    if isinstance(names, (str, bytes)) or not hasattr(names, "__iter__"):
        raise TypeError(f"list_tables() returned {type(names).__name__}, not a list of names")
    names = list(dict.fromkeys(names))
    for name in names:
        if type(name) is not str:
            raise TypeError(f"list_tables() returned {type(name).__name__} where a table's name should be")
        if not name.strip():
            raise TypeError("list_tables() returned a table without a name")
    if not names:
        raise ValueError("list_tables() returned no tables")
    return [described(connector, name, guessing, mask) for name in names]


def described(connector, name, guessing, mask):
    unknown = {"name": name, "ingestion_type": None, "primary_keys": [], "cursor_field": None}
    try:
        metadata = metadata_of(connector, name, guessing)
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        return {**unknown, "problem": mask(said)[:500]}
    if not isinstance(metadata, dict):
        return {**unknown, "problem": f"read_table_metadata() returned {type(metadata).__name__}, not a dict"}
    kind = metadata.get("ingestion_type")
    table = {
        "name": name,
        "ingestion_type": kind if kind in TYPES else None,
        "primary_keys": names_in(metadata.get("primary_keys")),
        "cursor_field": next(iter(names_in(metadata.get("cursor_field"))), None),
    }
    if kind not in TYPES:
        table["problem"] = "it says no ingestion type" if kind is None else f'"{mask(str(kind))[:100]}" is no ingestion type'
    return table


def metadata_of(connector, name, guessing):
    try:
        return connector.read_table_metadata(name, {})
    except Exception:
        if not guessing:
            raise
        return connector.read_table_metadata(name, DummyOptions())


def names_in(value):
    if isinstance(value, str):
        return [value]
    if not isinstance(value, (list, tuple, set, frozenset)):
        return []
    return [item for item in (sorted(value) if isinstance(value, (set, frozenset)) else value) if type(item) is str]


def categories(cls, module, found):
    """The connector's own `TABLES_<CATEGORY>`: of its class, its module, and modules beside it."""
    spaces = [vars(base) for base in cls.__mro__] + [vars(module)]
    spaces += [
        vars(other)
        for name, other in sorted(sys.modules.items())
        if other is not module and load.is_own(getattr(other, "__file__", None) or "", found)
    ]
    found_so_far = {}
    for space in spaces:
        for name, value in list(space.items()):
            if name.startswith("TABLES_") and name not in found_so_far and not inspect.isclass(value):
                tables = members(value)
                if tables:
                    found_so_far[name] = tables
    return [{"name": name[len("TABLES_") :], "tables": tables} for name, tables in found_so_far.items()]


def members(value):
    if isinstance(value, dict):
        value = list(value)
    if isinstance(value, (set, frozenset)):
        value = sorted(value, key=str)
    if not isinstance(value, (list, tuple)):
        return []
    # Definitions of tables may stand for their names.
    names = [item.get("name") if isinstance(item, dict) else item for item in value]
    return [name for name in names if type(name) is str]
