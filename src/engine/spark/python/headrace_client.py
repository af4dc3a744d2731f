"""A client of one Spark Connect server, which the first line of stdin names. Every further line is a command,
one JSON object; the answers on stdout are events while it runs, then its result or its error. Ends with
its stdin, in the middle of a command too.
"""

import json
import math
import os
import queue
import sys
import threading
import time
import traceback
import warnings

commands = os.fdopen(os.dup(0), encoding="utf-8")
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)  # what users' code prints goes to the log
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # and it reads nothing of ours


def answer(message):
    try:
        text = json.dumps(message, default=str, allow_nan=False)
    except ValueError:
        text = json.dumps(finite(message), default=str)
    answers.write(text + "\n")
    answers.flush()


def finite(value):
    """The same, with NaN and infinities as texts, which JSON has no numbers for."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: finite(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(part) for part in value]
    return value


from pyspark.errors import PySparkException  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

import headrace_pipeline as pipeline  # noqa: E402

opening = commands.readline()
if not opening:
    sys.exit()
os.environ["SPARK_REMOTE"] = json.loads(opening)["remote"]
spark = SparkSession.builder.config("spark.sql.connect.serverStacktrace.enabled", "false").getOrCreate()


def frames(error):
    """Where the error passed through, innermost last; a syntax error's own place counts as one."""
    found = [
        {"file": frame.filename, "line": frame.lineno, "column": None}
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        found.append({"file": error.filename, "line": error.lineno, "column": error.offset})
    return found


def failure(error):
    text = str(error).strip()
    return {
        "kind": type(error).__name__,
        "condition": error.getCondition() if isinstance(error, PySparkException) else None,
        "message": text.split("\n\nJVM stacktrace:")[0],
        "frames": frames(error),
    }


def rows(statement):
    return [row.asDict(recursive=True) for row in spark.sql(statement).collect()]


def script(code, arguments):
    scope = {"spark": spark, "args": arguments, "__name__": "__main__"}
    exec(compile(code, "<script>", "exec"), scope)
    return scope.get("result")


def perform(command):
    do = command["do"]
    if do == "sql":
        return rows(command["statement"])
    if do == "python":
        return script(command["code"], command.get("args"))
    if do == "pipeline":
        return pipeline.run(spark, command, emit=lambda event: answer({"event": event}), failure=failure)
    raise ValueError(f"unknown command {do}")


def show_warning(message, category, filename, lineno, file=None, line=None):
    # Spark's own and other libraries' warnings concern nobody here.
    if category is pipeline.Ignored:
        answer({"event": {"warning": str(message), "file": filename, "line": lineno}})


warnings.showwarning = show_warning
warnings.simplefilter("always", pipeline.Ignored)

pending = queue.Queue()


def listen():
    for line in commands:
        pending.put(line)
    pending.put(None)
    time.sleep(1)
    os._exit(1)  # a command is under way, and nobody wants its result


threading.Thread(target=listen, daemon=True).start()
answer({"ready": True})
for line in iter(pending.get, None):
    try:
        answer({"result": perform(json.loads(line))})
    except BaseException as error:  # users' code may raise anything, also SystemExit
        answer({"error": failure(error)})
