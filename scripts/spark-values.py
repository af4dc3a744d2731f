"""Evaluates SQL expressions on Spark: a JSON list of texts in; out come their values, in that order,
and the names of all functions that Spark has: {"spark": "4.2.1", "functions": [...], "values": [...]}.

A value is {"type": "array<int>", "value": [...]} or {"error": "CONDITION"}. In a value, integers and
decimals are texts (JSON numbers would round them), maps are lists of pairs, binary is in hex.
"""

import json
import math
import os
import sys
import time

os.environ["TZ"] = "UTC"
time.tzset()

from pyspark.sql import SparkSession  # noqa: E402
from pyspark.sql import types as t  # noqa: E402

TIMESTAMPS = (t.TimestampType, t.TimestampNTZType)


def canonical(value, kind):
    if value is None or isinstance(kind, (t.StringType, t.BooleanType)):
        return value
    if isinstance(kind, (t.DoubleType, t.FloatType)):
        return value if math.isfinite(value) else str(value)
    if isinstance(kind, t.DecimalType):
        return format(value, "f")
    if isinstance(kind, t.BinaryType):
        return bytes(value).hex()
    if isinstance(kind, t.ArrayType):
        return [canonical(item, kind.elementType) for item in value]
    if isinstance(kind, t.MapType):
        return [[canonical(k, kind.keyType), canonical(v, kind.valueType)] for k, v in value.items()]
    if isinstance(kind, t.StructType):
        return {field.name: canonical(item, field.dataType) for field, item in zip(kind, value)}
    text = str(value)
    return text.rstrip("0") if isinstance(kind, TIMESTAMPS) and "." in text else text


def evaluate(spark, expression):
    try:
        frame = spark.sql(f"SELECT {expression} AS v")
        kind = frame.schema[0].dataType
        return {"type": kind.simpleString(), "value": canonical(frame.collect()[0][0], kind)}
    except Exception as error:
        condition = getattr(error, "getCondition", lambda: None)()
        return {"error": condition or type(error).__name__}


def main():
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.memory", "1g")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "1")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    expressions = json.load(sys.stdin)
    functions = [row[0].split(".")[-1] for row in spark.sql("SHOW SYSTEM FUNCTIONS").collect()]
    found = {
        "spark": spark.version,
        "functions": sorted(name for name in functions if name.replace("_", "").isalnum()),
        "values": [evaluate(spark, expression) for expression in expressions],
    }
    json.dump(found, sys.stdout, ensure_ascii=False)
    spark.stop()


main()
