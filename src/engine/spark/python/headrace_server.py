"""Starts Spark with its Connect server on the loopback, says the port, and lives as long as its stdin.

The settings come from SPARK_CONF_DIR, the token that clients must show from
SPARK_CONNECT_AUTHENTICATE_TOKEN. Spark's JVM is a child: it ends with this process, whatever ends it, and this
process ends with it.
"""

import json
import os
import sys
import threading

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # whatever else prints goes to the log

from pyspark import SparkConf, SparkContext  # noqa: E402

context = SparkContext(conf=SparkConf())
jvm = context._gateway.proc
service = getattr(context._jvm, "org.apache.spark.sql.connect.service.SparkConnectService$")
ending = threading.Event()


def end_with_the_jvm():
    code = jvm.wait()
    if not ending.is_set():
        print(f"Spark's JVM {f'was killed (signal {-code})' if code < 0 else f'ended with {code}'}.", file=sys.stderr)
        os._exit(1)


threading.Thread(target=end_with_the_jvm, daemon=True).start()
answers.write(json.dumps({"port": getattr(service, "MODULE$").localPort()}) + "\n")
answers.flush()

sys.stdin.read()
ending.set()
# A run that is under way is not waited for: nothing half-done counts.
deadline = threading.Timer(8, jvm.kill)
deadline.daemon = True
deadline.start()
try:
    context.stop()
finally:
    jvm.stdin.close()
    jvm.wait()
