"""`import dlt`, answered by Spark's own declarative pipelines.

`dlt.table` makes a streaming table of a streaming DataFrame and a materialized view of any other, as on
Databricks. Expectations and options that open-source Spark does not have are read and ignored, with a warning.
"""

import functools
import warnings

from pyspark import pipelines
from pyspark.pipelines import append_flow, create_sink, create_streaming_table, temporary_view
from pyspark.pipelines.add_pipeline_analysis_context import add_pipeline_analysis_context
from pyspark.pipelines.graph_element_registry import get_active_graph_element_registry

view = temporary_view
expectations = (
    "expect",
    "expect_or_drop",
    "expect_or_fail",
    "expect_all",
    "expect_all_or_drop",
    "expect_all_or_fail",
)
_known = {"comment", "spark_conf", "table_properties", "partition_cols", "cluster_by", "schema"}


class Ignored(UserWarning):
    """Something that is written in a pipeline and has no effect here."""


def table(query_function=None, *, name=None, **options):
    for option in [option for option in options if option not in _known]:
        warnings.warn(f"option {option} of dlt.table", Ignored, stacklevel=2)
    kept = {key: value for key, value in options.items() if key in _known}

    def define(function):
        dataset = name or function.__name__
        frame = _evaluate(dataset, function)
        make = pipelines.table if _streams(_plan(frame)) else pipelines.materialized_view

        @functools.wraps(function)
        def query():
            return frame

        make(name=dataset, **kept)(query)

    return define if query_function is None else define(query_function)


create_target_table = create_streaming_table


def read(name):
    """A dataset as it stands."""
    return get_active_graph_element_registry()._spark.read.table(name)


def read_stream(name):
    """A dataset's new rows."""
    return get_active_graph_element_registry()._spark.readStream.table(name)


def _evaluate(dataset, function):
    registry = get_active_graph_element_registry()
    with add_pipeline_analysis_context(
        spark=registry._spark, dataflow_graph_id=registry._dataflow_graph_id, flow_name=dataset
    ):
        return function()


def _plan(frame):
    if not hasattr(frame, "_plan"):
        raise TypeError(f"The function of a table has to return a DataFrame, not {type(frame).__name__}.")
    return frame._plan.plan(get_active_graph_element_registry()._client)


def _streams(message):
    """Whether a plan reads a stream anywhere."""
    if message.DESCRIPTOR.name == "Read" and message.is_streaming:
        return True
    for _, value in message.ListFields():
        for part in value if hasattr(value, "__len__") and not isinstance(value, (str, bytes)) else [value]:
            if hasattr(part, "ListFields") and _streams(part):
                return True
    return False


def _ignored(expectation):
    def expect(*conditions, **named):
        what = conditions[0] if conditions and isinstance(conditions[0], str) else "several"
        warnings.warn(f"expectation {what} ({expectation})", Ignored, stacklevel=2)
        return lambda function: function

    return expect


for _name in expectations:
    globals()[_name] = _ignored(_name)

__all__ = [
    "append_flow",
    "create_sink",
    "create_streaming_table",
    "create_target_table",
    "read",
    "read_stream",
    "table",
    "temporary_view",
    "view",
    *expectations,
]
