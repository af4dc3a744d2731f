WITH ordered AS (
  SELECT DISTINCT event_id, sku
  FROM event_items
  WHERE type = 'order'
),
pairs AS (
  SELECT a.sku AS sku, b.sku AS other_sku, count(*) AS orders, array_sort(collect_list(a.event_id)) AS order_ids
  FROM ordered a
  JOIN ordered b ON b.event_id = a.event_id AND b.sku > a.sku
  GROUP BY a.sku, b.sku
)
SELECT
  r.sku,
  r.other_sku,
  r.orders,
  r.order_ids,
  -- NULL where one of them is in no list of categories at all.
  CASE
    WHEN p.categories IS NOT NULL AND q.categories IS NOT NULL
      THEN array_sort(array_intersect(p.categories, q.categories))
  END AS shared_categories,
  p.sku IS NULL OR q.sku IS NULL AS has_unknown_product
FROM pairs r
LEFT JOIN products p ON p.sku = r.sku
LEFT JOIN products q ON q.sku = r.other_sku
