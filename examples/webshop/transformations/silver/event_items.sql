-- Events without items, or with none in their list, have no row here.
WITH exploded AS (
  SELECT event_id, session, type, explode(items) AS item
  FROM events
)
SELECT
  event_id,
  session,
  type,
  item.sku,
  item.quantity,
  item.price,
  CAST(item.quantity * item.price AS DECIMAL(12, 2)) AS amount
FROM exploded
