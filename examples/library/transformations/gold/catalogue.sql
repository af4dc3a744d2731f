WITH lent AS (
  SELECT
    book_id,
    count(*) AS loans,
    count(DISTINCT member_id) AS readers,
    max(lent_on) AS last_lent_on,
    count(CASE WHEN is_open THEN 1 END) AS open_loans,
    min(CASE WHEN is_open THEN due_on END) AS next_due_on
  FROM loan_states
  GROUP BY book_id
)
SELECT
  b.book_id,
  b.title,
  coalesce(b.author, 'unknown') AS author,
  coalesce(b.genre, 'unsorted') AS genre,
  b.language,
  -- 1900 is the last year of the 19th century.
  CASE WHEN b.published IS NOT NULL THEN CAST(floor((b.published - 1) / 100) AS INT) + 1 END AS century,
  b.price,
  coalesce(l.loans, 0) AS loans,
  coalesce(l.readers, 0) AS readers,
  l.last_lent_on,
  coalesce(l.open_loans, 0) = 0 AS is_available,
  l.next_due_on,
  -- Books of a genre share a place when they were lent as often.
  CAST(rank() OVER (PARTITION BY b.genre ORDER BY coalesce(l.loans, 0) DESC) AS INT) AS place_in_genre
FROM books b
LEFT JOIN lent l ON l.book_id = b.book_id
