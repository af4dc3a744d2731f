from pyspark import pipelines as dp
from pyspark.sql import DataFrame
from pyspark.sql import functions as F


@dp.table(name="clean_readings")
def clean_readings() -> DataFrame:
    readings = spark.readStream.table("readings")
    stations = spark.read.table("stations")
    fahrenheit = (F.col("temperature") - 32) * 5 / 9
    celsius = F.when(F.col("unit") == "F", fahrenheit).otherwise(F.col("temperature"))
    return (
        readings.join(stations, "station")
        .select("station", "place", "taken_at", F.round(celsius, 1).alias("celsius"))
        .where("celsius BETWEEN -60 AND 60")
    )
