import dlt
from pyspark.sql import DataFrame
from pyspark.sql import functions as F


@dlt.table(comment="Lowest, highest and mean temperature of each day and place.")
def daily_weather() -> DataFrame:
    return (
        dlt.read("clean_readings")
        .groupBy("place", F.to_date("taken_at").alias("day"))
        .agg(
            F.min("celsius").alias("lowest"),
            F.max("celsius").alias("highest"),
            F.round(F.avg("celsius"), 2).alias("mean"),
        )
    )
