SELECT 'a loan is of a member' AS promise, count(*) AS checked, count(CASE WHEN m.member_id IS NULL THEN 1 END) AS broken
FROM loan_states s
LEFT JOIN members m ON m.member_id = s.member_id

UNION ALL

SELECT 'a loan is of a book' AS promise, count(*) AS checked, count(CASE WHEN b.book_id IS NULL THEN 1 END) AS broken
FROM loan_states s
LEFT JOIN books b ON b.book_id = s.book_id

UNION ALL

SELECT 'a loan has a branch' AS promise, count(*) AS checked, count(CASE WHEN branch_id IS NULL THEN 1 END) AS broken
FROM loan_states

UNION ALL

SELECT 'nobody borrows before joining' AS promise, count(*) AS checked, count(CASE WHEN s.lent_on < m.joined_on THEN 1 END) AS broken
FROM loan_states s
JOIN members m ON m.member_id = s.member_id

UNION ALL

SELECT 'a book comes back after it was lent' AS promise, count(*) AS checked, count(CASE WHEN returned_on < lent_on THEN 1 END) AS broken
FROM loan_states

UNION ALL

SELECT 'a payment is positive' AS promise, count(*) AS checked, count(CASE WHEN amount <= 0 THEN 1 END) AS broken
FROM payments
