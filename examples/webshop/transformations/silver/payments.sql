-- The answer is text that should be JSON. Where it is none, everything read from it is NULL.
SELECT
  event_id,
  session,
  happened_at AS paid_at,
  get_json_object(payload, '$.method') AS method,
  try_cast(get_json_object(payload, '$.amount') AS DECIMAL(12, 2)) AS amount,
  get_json_object(payload, '$.card.brand') AS card_brand,
  try_cast(get_json_object(payload, '$.attempts[0].ms') AS INT) AS first_attempt_ms,
  get_json_object(payload, '$.attempts[2].ok') IS NOT NULL AS took_three_attempts,
  -- Said to be empty is not the same as not said.
  get_json_object(payload, '$.note') AS note
FROM events
WHERE type = 'order'
