"""Starts Spark with its Connect server on the loopback, says the port, and lives as long as its stdin.

The settings come from SPARK_CONF_DIR, the token that clients must show from
SPARK_CONNECT_AUTHENTICATE_TOKEN. Spark's JVM is a child that ends with this process, whatever ends it.
"""

import json
import os
import sys

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # whatever else prints goes to the log

from pyspark import SparkConf, SparkContext  # noqa: E402

context = SparkContext(conf=SparkConf())
service = getattr(context._jvm, "org.apache.spark.sql.connect.service.SparkConnectService$")
answers.write(json.dumps({"port": getattr(service, "MODULE$").localPort()}) + "\n")
answers.flush()

sys.stdin.read()
context.stop()
