-- Loans, fines and payments are summed up before they are joined: each of them multiplies the others otherwise.
WITH borrowed AS (
  SELECT member_id, count(*) AS loans, min(lent_on) AS first_lent_on, max(lent_on) AS last_lent_on
  FROM loan_states
  GROUP BY member_id
),
fined AS (
  SELECT member_id, CAST(sum(fine) AS DECIMAL(10, 2)) AS fines
  FROM fines
  GROUP BY member_id
),
paid AS (
  SELECT member_id, CAST(sum(amount) AS DECIMAL(10, 2)) AS paid, max(paid_on) AS last_paid_on
  FROM payments
  GROUP BY member_id
)
SELECT
  -- People who borrow without being members have an account too.
  coalesce(m.member_id, b.member_id) AS member_id,
  m.name,
  CAST(extract(YEAR FROM m.joined_on) AS INT) AS joined_year,
  -- The anniversary of a 29th of February is the 28th.
  CAST(m.joined_on + INTERVAL '1' YEAR AS DATE) AS first_anniversary,
  m.born_on IS NULL AS keeps_birthday_private,
  h.name AS home_branch,
  coalesce(b.loans, 0) AS loans,
  b.first_lent_on,
  b.last_lent_on,
  datediff(b.first_lent_on, m.joined_on) AS days_to_first_loan,
  coalesce(f.fines, 0.00) AS fines,
  coalesce(p.paid, 0.00) AS paid,
  CAST(coalesce(f.fines, 0.00) - coalesce(p.paid, 0.00) AS DECIMAL(10, 2)) AS balance,
  p.last_paid_on
FROM members m
FULL OUTER JOIN borrowed b ON b.member_id = m.member_id
LEFT JOIN fined f ON f.member_id = coalesce(m.member_id, b.member_id)
LEFT JOIN paid p ON p.member_id = coalesce(m.member_id, b.member_id)
LEFT JOIN branches h ON h.branch_id = m.home_branch
