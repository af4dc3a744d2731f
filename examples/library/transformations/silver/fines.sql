-- 0.20 a day, at most 8.00, or the price of the book if that is less. Who is not back yet is late until today,
-- and today is the last day that the data knows of.
WITH today AS (
  SELECT CAST(max(changed_at) AS DATE) AS today
  FROM loans
),
late AS (
  SELECT
    s.loan_id,
    s.member_id,
    s.book_id,
    s.is_open,
    greatest(datediff(coalesce(s.returned_on, t.today), s.due_on), 0) AS days_late
  FROM loan_states s
  CROSS JOIN today t
)
SELECT
  l.loan_id,
  l.member_id,
  l.book_id,
  l.is_open,
  CAST(l.days_late AS INT) AS days_late,
  -- A book without a price has NULL here, which `least` leaves out.
  CAST(least(l.days_late * 0.20, 8.00, b.price) AS DECIMAL(8, 2)) AS fine
FROM late l
LEFT JOIN books b ON b.book_id = l.book_id
WHERE l.days_late > 0
