WITH exploded AS (
  SELECT event_id, session, type, explode(map_entries(properties)) AS property
  FROM events
)
SELECT event_id, session, type, property.key AS name, property.value AS value
FROM exploded
