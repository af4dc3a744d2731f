SELECT
  f.loan_id,
  s.due_on,
  f.days_late,
  f.fine,
  b.title,
  m.name AS member,
  m.email,
  -- The branch that lent it; else the member's own; else nobody knows whom to send.
  coalesce(n.name, h.name) AS branch,
  CASE
    WHEN m.member_id IS NULL THEN 'find out who this is'
    WHEN m.email IS NULL THEN 'write a letter'
    WHEN f.days_late > 60 THEN 'call'
    ELSE 'send a mail'
  END AS next_step
FROM fines f
JOIN loan_states s ON s.loan_id = f.loan_id
LEFT JOIN books b ON b.book_id = f.book_id
LEFT JOIN members m ON m.member_id = f.member_id
LEFT JOIN branches n ON n.branch_id = s.branch_id
LEFT JOIN branches h ON h.branch_id = m.home_branch
WHERE f.is_open
