WITH exploded AS (
  SELECT sku, explode(map_entries(attributes)) AS attribute
  FROM products
)
SELECT
  attribute.key AS attribute,
  count(DISTINCT sku) AS products,
  -- An empty text is no value. (And NULLs are filtered, because Spark leaves them out of lists and DuckDB does not.)
  array_sort(array_agg(DISTINCT attribute.value) FILTER (WHERE attribute.value <> '')) AS written_values,
  min(try_cast(attribute.value AS DOUBLE)) AS least,
  max(try_cast(attribute.value AS DOUBLE)) AS most,
  count(CASE WHEN try_cast(attribute.value AS DOUBLE) IS NULL THEN 1 END) = 0 AS is_number
FROM exploded
GROUP BY attribute.key
