WITH grid AS (
  -- A branch has no months before it was opened.
  SELECT b.branch_id, b.name, m.month_start, m.month_end
  FROM branches b
  JOIN months m ON m.month_end >= b.opened_on
),
counted AS (
  SELECT
    g.branch_id,
    g.name,
    g.month_start,
    count(s.loan_id) AS loans,
    count(DISTINCT s.member_id) AS members,
    count(CASE WHEN s.is_open THEN 1 END) AS still_out,
    avg(CAST(datediff(s.returned_on, s.lent_on) AS DOUBLE)) AS average_days
  FROM grid g
  LEFT JOIN loan_states s
    ON s.branch_id = g.branch_id AND s.lent_on BETWEEN g.month_start AND g.month_end
  GROUP BY g.branch_id, g.name, g.month_start
)
SELECT
  name AS branch,
  month_start AS month,
  loans,
  members,
  still_out,
  -- NULL where nothing came back.
  average_days,
  loans - lag(loans) OVER (PARTITION BY branch_id ORDER BY month_start) AS change,
  CAST(sum(loans) OVER (PARTITION BY branch_id ORDER BY month_start) AS BIGINT) AS loans_so_far,
  CASE
    WHEN sum(loans) OVER (PARTITION BY month_start) > 0
      THEN CAST(loans AS DOUBLE) / CAST(sum(loans) OVER (PARTITION BY month_start) AS DOUBLE)
  END AS share_of_month
FROM counted
