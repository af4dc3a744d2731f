import dlt
from lib.landing import folder
from pyspark.sql import DataFrame


@dlt.table(name="readings", comment="What the stations send, a file a day.")
@dlt.expect("has a station", "station IS NOT NULL")
def readings() -> DataFrame:
    schema = "station string, taken_at timestamp, unit string, temperature double"
    return spark.readStream.schema(schema).json(folder("readings"))
