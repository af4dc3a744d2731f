-- A loan comes once when the book is lent, and again whenever its state changes. The last word counts.
WITH numbered AS (
  SELECT *, row_number() OVER (PARTITION BY loan_id ORDER BY changed_at DESC) AS age
  FROM loans
)
SELECT
  loan_id,
  member_id,
  book_id,
  branch_id,
  lent_at,
  CAST(lent_at AS DATE) AS lent_on,
  due_on,
  returned_on,
  returned_on IS NULL AS is_open
FROM numbered
WHERE age = 1
