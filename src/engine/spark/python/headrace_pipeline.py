"""Runs one pipeline project as `spark-pipelines` does, through the same functions, but reports what happens as
data: mistakes per file (all of them, not the first), datasets with their place, events.
"""

import importlib.util
import inspect
import os
import re
from pathlib import Path

from pyspark import pipelines
from pyspark.errors import PySparkException
from pyspark.pipelines.add_pipeline_analysis_context import add_pipeline_analysis_context
from pyspark.pipelines.block_session_mutations import block_session_mutations
from pyspark.pipelines.cli import change_dir, load_pipeline_spec
from pyspark.pipelines.graph_element_registry import graph_element_registration_context
from pyspark.pipelines.output import MaterializedView, StreamingTable
from pyspark.pipelines.spark_connect_graph_element_registry import SparkConnectGraphElementRegistry
from pyspark.pipelines.spark_connect_pipeline import create_dataflow_graph, start_run

import dlt
from dlt import Ignored

# Databricks has expectations there; here they are read, and said to be ignored.
for name in dlt.expectations:
    if not hasattr(pipelines, name):
        setattr(pipelines, name, getattr(dlt, name))


class Registry(SparkConnectGraphElementRegistry):
    """Remembers what was registered, and from where."""

    def __init__(self, spark, graph):
        super().__init__(spark, graph)
        self.kinds = {}
        self.places = {}
        self.file = None

    def register_output(self, output):
        super().register_output(output)
        if isinstance(output, (MaterializedView, StreamingTable)):
            streaming = isinstance(output, StreamingTable)
            self.kinds[output.name] = "streaming_table" if streaming else "materialized_view"

    def register_flow(self, flow):
        code = getattr(inspect.unwrap(flow.func), "__code__", None)
        if code is not None:
            self.places[flow.target] = {"file": code.co_filename, "line": code.co_firstlineno}
        super().register_flow(flow)


def register(spark, graph, registry, file, root):
    if file.suffix == ".sql":
        registry.register_sql(file.read_text(encoding="utf-8"), file.relative_to(root))
        return
    spec = importlib.util.spec_from_file_location(file.stem, str(file))
    module = importlib.util.module_from_spec(spec)
    module.__dict__["spark"] = spark
    with add_pipeline_analysis_context(spark=spark, dataflow_graph_id=graph, flow_name=None):
        with block_session_mutations():
            spec.loader.exec_module(module)


completed = re.compile(r"^Flow \S*?([^\s.]+) has COMPLETED\.")


def count_rows(spark, schema, message):
    """The rows of the table that a message says is complete: Delta knows them without reading."""
    match = completed.match(message)
    if not match:
        return None
    try:
        name = match.group(1).strip("`")
        return spark.table(f"`{schema}`.`{name}`").count()
    except PySparkException:
        return None  # a view, or a sink


def run(spark, command, emit, failure):
    spec_path = Path(command["spec"])
    root = spec_path.parent.resolve()
    spec = load_pipeline_spec(spec_path)
    for key, value in spec.configuration.items():
        spark.conf.set(key, value)
    graph = create_dataflow_graph(
        spark,
        default_catalog=spec.catalog,
        default_database=spec.database,
        sql_conf=spec.configuration,
    )
    registry = Registry(spark, graph)
    mistakes = []
    with change_dir(root), graph_element_registration_context(registry):
        for library in spec.libraries:
            # Users' own files lie outside, by a path that goes up first.
            for file in (Path(os.path.normpath(found)) for found in root.glob(library.include)):
                try:
                    register(spark, graph, registry, file, root)
                except Exception as error:
                    mistakes.append({"file": str(file), **failure(error)})
    found = {"mistakes": mistakes, "kinds": registry.kinds, "places": registry.places}
    if mistakes and not command["dry"]:
        return found
    events = start_run(
        spark,
        graph,
        full_refresh=command["full_refresh"],
        full_refresh_all=command["full_refresh_all"],
        refresh=command["refresh"],
        dry=command["dry"],
        storage=spec.storage,
    )
    try:
        for part in events:
            if "pipeline_event_result" in part:
                event = part["pipeline_event_result"].event
                rows = count_rows(spark, spec.database, event.message)
                emit({"message": event.message, "at": event.timestamp.ToMilliseconds(), "rows": rows})
    except Exception as error:
        return {**found, "failure": failure(error)}
    return found


__all__ = ["Ignored", "run"]
