WITH borrowed AS (
  SELECT member_id, CAST(date_trunc('month', lent_on) AS DATE) AS month_start, count(*) AS loans
  FROM loan_states
  GROUP BY member_id, CAST(date_trunc('month', lent_on) AS DATE)
)
SELECT
  m.member_id,
  n.month_start,
  n.month_number,
  -- Whoever joins on the 31st is a member in that month.
  m.joined_on BETWEEN n.month_start AND n.month_end AS is_first_month,
  coalesce(b.loans, 0) AS loans
FROM members m
JOIN months n ON n.month_end >= m.joined_on
LEFT JOIN borrowed b ON b.member_id = m.member_id AND b.month_start = n.month_start
