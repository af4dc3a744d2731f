import dlt
from lib.landing import folder
from pyspark.sql import DataFrame


@dlt.table
def stations() -> DataFrame:
    schema = "station string, place string, height int"
    return spark.read.schema(schema).option("header", True).csv(folder("stations.csv"))
