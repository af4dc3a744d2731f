-- Words stand at fields 5, 7, 9, … of the line, each followed by its lex_id.
WITH parsed AS (
  SELECT
    CASE WHEN split_part(line, ' ', 3) = 's' THEN 'a' ELSE split_part(line, ' ', 3) END
      || substring(line, 1, 8) AS synset_id,
    split_part(line, ' ', 4) AS words_hex,
    line
  FROM raw_synsets
),
numbered AS (
  SELECT
    synset_id,
    line,
    -- Every synset has a word, so the sequence never counts down.
    explode(
      sequence(
        1,
        CAST(
          16 * (instr('0123456789abcdef', substring(words_hex, 1, 1)) - 1)
          + instr('0123456789abcdef', substring(words_hex, 2, 1)) - 1 AS INT
        )
      )
    ) AS word_number
  FROM parsed
),
words AS (
  SELECT
    synset_id,
    CAST(word_number AS INT) AS word_number,
    split_part(line, ' ', CAST(3 + 2 * word_number AS INT)) AS word
  FROM numbered
)
SELECT
  synset_id,
  word_number,
  replace(split_part(word, '(', 1), '_', ' ') AS lemma,
  -- An adjective may say where it stands: galore(ip) follows its noun, alive(p) is said of it.
  CASE WHEN instr(word, '(') > 0 THEN split_part(split_part(word, '(', 2), ')', 1) END AS marker,
  -- The word as index.sense and index.* write it.
  lower(split_part(word, '(', 1)) AS index_lemma
FROM words
