"""Finds a connector's module, imports it as its own code expects, and finds its class."""

import ast
import importlib
import inspect
import os
import re
import sys
from collections import namedtuple

PACKAGE = "databricks.labs.community_connector.sources"

# `folder` is the connector's own, `file` its module, `name` what it is imported as; `root` is the folder that holds
# its packages, None where the connector stands alone.
Layout = namedtuple("Layout", "folder file name root")


def layout(path):
    path = os.path.realpath(path)
    file = path if os.path.isfile(path) else main_file(path)
    folder = os.path.dirname(file) if file else path
    stem = os.path.splitext(os.path.basename(file))[0] if file else None
    parts = folder.split(os.sep)
    package = PACKAGE.split(".")
    if parts[-len(package) - 1 : -1] == package:
        # Today's layout.
        return Layout(folder, file, dotted(PACKAGE, parts[-1], stem), os.sep.join(parts[: -len(package) - 1]))
    if len(parts) > 2 and parts[-2] == "sources":
        # The older one.
        return Layout(folder, file, dotted("sources", parts[-1], stem), os.sep.join(parts[:-2]))
    own = re.sub(r"\W", "_", parts[-1]) or "connector"
    return Layout(folder, file, dotted(PACKAGE, own, stem), None)


def dotted(package, folder, stem):
    return f"{package}.{folder}" + (f".{stem}" if stem else "")


def main_file(folder):
    """`<folder>/<folder>.py`, or the only file that has a class of a connector in it."""
    usual = os.path.join(folder, os.path.basename(folder) + ".py")
    if os.path.isfile(usual):
        return usual
    files = [
        os.path.join(folder, name)
        for name in sorted(os.listdir(folder))
        if name.endswith(".py") and not re.match(r"_generated_|test_|conftest|setup\.py", name)
    ]
    fitting = [file for file in files if defines_connector(file)]
    # Nothing of its own: a package may still hand out a class in its __init__.
    return fitting[0] if fitting else None


def defines_connector(file):
    try:
        with open(file, encoding="utf-8") as source:
            tree = ast.parse(source.read())
    except (OSError, SyntaxError, ValueError):
        return False
    return any(
        isinstance(node, ast.ClassDef)
        and any(isinstance(part, ast.FunctionDef) and part.name == "list_tables" for part in node.body)
        for node in tree.body
    )


def import_module(found):
    if found.root is not None:
        sys.path.insert(0, found.root)
    # Files beside it may be imported by their bare names; they must not hide anything that is installed.
    sys.path.append(found.folder)
    sys.path.append(os.path.dirname(found.folder))
    return importlib.import_module(found.name)


def is_own(filename, found):
    """Whether code is the connector's own."""
    return os.path.realpath(filename).startswith(found.folder + os.sep)


def connector_classes(module, found):
    """Classes that are connectors: by what they derive from, and what they can, not by their name."""
    classes = [cls for cls in derived_classes(module, found) if not lacking(cls)]
    leaves = [cls for cls in classes if not any(other is not cls and issubclass(other, cls) for other in classes)]
    here = [cls for cls in leaves if cls.__module__ == module.__name__]
    return here or leaves


def unfinished_classes(module, found):
    """Classes that would be connectors, were it not for the methods that they lack."""
    return [{"name": cls.__name__, "lacking": lacking(cls)} for cls in derived_classes(module, found) if lacking(cls)]


def derived_classes(module, found):
    modules = [module] + [
        other
        for name, other in sorted(sys.modules.items())
        if other is not module and is_own(getattr(other, "__file__", None) or "", found)
    ]
    classes = []
    for one in modules:
        for value in list(vars(one).values()):
            if inspect.isclass(value) and value not in classes and derives(value, found):
                classes.append(value)
    return classes


def derives(cls, found):
    # The first connectors had no class to derive from, and were all called by its name.
    return is_own(file_of(cls), found) and any("LakeflowConnect" in base.__name__ for base in cls.__mro__)


def lacking(cls):
    """Methods that a connector has and this class has not."""
    abstract = getattr(cls, "__abstractmethods__", ())
    needed = [name for name in ("list_tables", "read_table_metadata") if not callable(getattr(cls, name, None))]
    return sorted({*abstract, *needed})


def file_of(cls):
    return getattr(sys.modules.get(cls.__module__), "__file__", None) or ""
