"""Compiles ingest files, without running them, and reads their pipeline_spec back.

Standard input: a JSON object, path -> text. Standard output: a JSON object, path -> {"spec": ..., "source": ...}, or
{"line": ..., "col": ..., "broken": reason} for a file that is no Python, or {..., "unread": reason}.
"""

import ast
import json
import sys


class Unread(Exception):
    def __init__(self, reason, node=None):
        super().__init__(reason)
        self.node = node


def read(path, text):
    try:
        compile(text, path, "exec")
        tree = ast.parse(text, path)
    except SyntaxError as error:
        return {"line": error.lineno or 1, "col": error.offset or 1, "broken": error.msg}
    except ValueError as error:
        return {"line": 1, "col": 1, "broken": str(error)}
    try:
        return {"spec": literal(tree, "pipeline_spec"), "source": registered(tree)}
    except Unread as unread:
        node = unread.node
        at = {"line": node.lineno, "col": node.col_offset + 1} if node else {"line": 1, "col": 1}
        return {**at, "unread": str(unread)}


def literal(tree, name):
    found = [node for node in tree.body if isinstance(node, ast.Assign) and names(node) == [name]]
    if len(found) != 1:
        raise Unread(f"{name} is assigned {len(found)} times", found[-1] if found else None)
    value = found[0].value
    for node in ast.walk(value):
        if isinstance(node, ast.Dict):
            keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
            twice = [key for key in keys if keys.count(key) > 1]
            if twice:
                raise Unread(f"the key {twice[0]!r} is written twice", node)
    try:
        spec = ast.literal_eval(value)
        json.dumps(spec, allow_nan=False)
        return spec
    except (ValueError, TypeError) as error:
        raise Unread(f"{name} is no literal", found[0]) from error


def names(node):
    return [target.id for target in node.targets if isinstance(target, ast.Name)]


def registered(tree):
    """The name of the source, when the file registers it and then ingests."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    ingests = [
        node
        for node in calls
        if isinstance(node.func, ast.Name)
        and node.func.id == "ingest"
        and [arg.id for arg in node.args if isinstance(arg, ast.Name)] == ["spark", "pipeline_spec"]
    ]
    if not ingests:
        raise Unread("nothing calls ingest(spark, pipeline_spec)")
    known = {"register", "get_register_function"}
    if not any(isinstance(node.func, ast.Name) and node.func.id in known for node in calls):
        raise Unread("nothing registers the source", ingests[0])
    return literal(tree, "source_name")


if __name__ == "__main__":
    files = json.loads(sys.stdin.buffer.read())
    answer = {path: read(path, text) for path, text in files.items()}
    sys.stdout.buffer.write(json.dumps(answer).encode())
