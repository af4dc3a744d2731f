-- A month has a row even if nothing was lent in it: joins to it leave no gaps.
WITH span AS (
  SELECT
    CAST(date_trunc('month', min(lent_at)) AS DATE) AS first_month,
    CAST(date_trunc('month', max(changed_at)) AS DATE) AS last_month
  FROM loans
),
numbered AS (
  SELECT
    first_month,
    explode(
      sequence(
        0,
        CAST(
          12 * (extract(YEAR FROM last_month) - extract(YEAR FROM first_month))
          + extract(MONTH FROM last_month) - extract(MONTH FROM first_month) AS INT
        )
      )
    ) AS n
  FROM span
)
SELECT
  CAST(first_month + n * INTERVAL '1' MONTH AS DATE) AS month_start,
  last_day(CAST(first_month + n * INTERVAL '1' MONTH AS DATE)) AS month_end,
  CAST(n + 1 AS INT) AS month_number
FROM numbered
