WITH counted AS (
  SELECT
    sku,
    count(CASE WHEN type = 'view' THEN 1 END) AS views,
    CAST(coalesce(sum(CASE WHEN type = 'order' THEN quantity END), 0) AS BIGINT) AS sold,
    array_sort(collect_set(session)) AS sessions
  FROM event_items
  GROUP BY sku
)
SELECT
  p.sku,
  p.name,
  p.categories,
  p.attributes,
  array_sort(map_keys(p.attributes)) AS attribute_names,
  -- What a search should find the product by, besides its name.
  concat_ws(' ', array_join(p.categories, ' '), array_join(array_sort(map_values(p.attributes)), ' ')) AS labels,
  p.attributes['colour'] AS colour,
  p.size,
  CAST(p.size.length * p.size.width * p.size.height AS DOUBLE) / 1000 AS litres,
  array_contains(p.categories, 'outdoor') AS is_outdoor,
  p.price,
  coalesce(c.views, 0) AS views,
  coalesce(c.sold, 0) AS sold,
  coalesce(c.sold, 0) >= 5 AS is_popular,
  c.sessions
FROM products p
LEFT JOIN counted c ON c.sku = p.sku
