SELECT
  coalesce(country, 'unknown') AS country,
  device,
  count(*) AS visits,
  count(CASE WHEN array_contains(steps, 'view') THEN 1 END) AS viewed,
  count(CASE WHEN array_contains(steps, 'basket') THEN 1 END) AS filled_a_basket,
  count(CASE WHEN array_contains(steps, 'order') THEN 1 END) AS ordered,
  count(DISTINCT visitor_id) AS known_visitors,
  max(screen_width) AS widest_screen
FROM sessions
GROUP BY coalesce(country, 'unknown'), device
