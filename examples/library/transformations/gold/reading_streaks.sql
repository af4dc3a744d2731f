-- In a streak, the number of the month and the number of the row grow in step: their difference names the streak.
WITH active AS (
  SELECT
    member_id,
    month_start,
    loans,
    month_number - row_number() OVER (PARTITION BY member_id ORDER BY month_start) AS streak
  FROM member_months
  WHERE loans > 0
),
streaks AS (
  SELECT
    member_id,
    min(month_start) AS first_month,
    max(month_start) AS last_month,
    count(*) AS months,
    CAST(sum(loans) AS BIGINT) AS loans
  FROM active
  GROUP BY member_id, streak
)
SELECT
  m.name AS member,
  s.first_month,
  last_day(s.last_month) AS last_day,
  s.months,
  s.loans,
  s.months = max(s.months) OVER (PARTITION BY s.member_id) AS is_longest,
  s.last_month = (SELECT max(month_start) FROM months) AS goes_on
FROM streaks s
JOIN members m ON m.member_id = s.member_id
WHERE s.months > 1
