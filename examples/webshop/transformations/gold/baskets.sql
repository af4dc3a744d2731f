WITH totals AS (
  SELECT event_id, CAST(sum(amount) AS DECIMAL(12, 2)) AS total, CAST(sum(quantity) AS INT) AS pieces
  FROM event_items
  GROUP BY event_id
)
SELECT
  e.event_id,
  e.happened_at,
  e.visitor,
  e.items,
  filter(e.items, item -> item.quantity > 1) AS more_than_one,
  filter(e.items, item -> item.price >= 100) AS expensive,
  t.pieces,
  t.total,
  p.method,
  p.amount AS paid,
  coalesce(p.amount = t.total, false) AS is_settled
FROM events e
JOIN totals t ON t.event_id = e.event_id
LEFT JOIN payments p ON p.event_id = e.event_id
WHERE e.type = 'order'
