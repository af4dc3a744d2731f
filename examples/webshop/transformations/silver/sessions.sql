WITH numbered AS (
  SELECT *, row_number() OVER (PARTITION BY session ORDER BY happened_at, event_id) AS step
  FROM events
),
visits AS (
  SELECT
    session,
    min(happened_at) AS started_at,
    max(happened_at) AS ended_at,
    count(*) AS events,
    -- Lists come in any order. Numbered texts can be sorted; then the numbers go.
    translate(
      array_join(array_sort(collect_list(lpad(CAST(step AS STRING), 4, '0') || type)), ' > '),
      '0123456789',
      ''
    ) AS path
  FROM numbered
  GROUP BY session
)
SELECT
  v.session,
  n.visitor.id AS visitor_id,
  n.visitor.country AS country,
  n.visitor.device.kind AS device,
  -- NULL where the list is empty.
  try_element_at(n.visitor.device.screen, 1) AS screen_width,
  v.started_at,
  v.ended_at,
  v.events,
  v.path,
  split(v.path, ' > ') AS steps
FROM visits v
JOIN numbered n ON n.session = v.session AND n.step = 1
