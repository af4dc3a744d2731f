"""A client of one Spark Connect server, which the first line of stdin names. Every further line is a command,
one JSON object; the answers on stdout are events while it runs, then its result or its error. Ends with
its stdin.
"""

import json
import os
import sys
import traceback
import warnings

answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)  # what users' code prints goes to the log


def answer(message):
    answers.write(json.dumps(message, default=str) + "\n")
    answers.flush()


from pyspark.errors import PySparkException  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

import headrace_pipeline as pipeline  # noqa: E402

opening = sys.stdin.readline()
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

answer({"ready": True})
for line in sys.stdin:
    try:
        answer({"result": perform(json.loads(line))})
    except BaseException as error:  # users' code may raise anything, also SystemExit
        answer({"error": failure(error)})
