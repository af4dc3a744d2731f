-- A visit counts for everything that was ever said in it, an order's money too.
WITH labels AS (
  SELECT DISTINCT session, name, value
  FROM event_properties
  WHERE name IN ('campaign', 'experiment')
),
revenue AS (
  SELECT session, CAST(sum(amount) AS DECIMAL(12, 2)) AS revenue
  FROM event_items
  WHERE type = 'order'
  GROUP BY session
)
SELECT
  l.name AS label,
  l.value,
  count(*) AS visits,
  count(r.session) AS orders,
  CAST(coalesce(sum(r.revenue), 0) AS DECIMAL(14, 2)) AS revenue,
  CAST(count(r.session) AS DOUBLE) / CAST(count(*) AS DOUBLE) AS conversion,
  array_sort(array_agg(DISTINCT s.country) FILTER (WHERE s.country IS NOT NULL)) AS countries,
  avg(CAST(s.events AS DOUBLE)) AS average_events
FROM labels l
JOIN sessions s ON s.session = l.session
LEFT JOIN revenue r ON r.session = l.session
GROUP BY l.name, l.value
