-- A line reads: lemma pos synset_cnt p_cnt [symbol …] sense_cnt tagsense_cnt offset [offset …]
WITH parsed AS (
  SELECT
    line,
    split_part(line, ' ', 2) AS pos,
    CAST(split_part(line, ' ', 4) AS INT) AS pointer_kinds
  FROM raw_words
)
SELECT
  split_part(line, ' ', 1) AS lemma,
  CASE pos WHEN 'n' THEN 'noun' WHEN 'v' THEN 'verb' WHEN 'r' THEN 'adverb' ELSE 'adjective' END AS part_of_speech,
  CAST(split_part(line, ' ', 3) AS INT) AS sense_count,
  CAST(split_part(line, ' ', 6 + pointer_kinds) AS INT) AS tagged_sense_count,
  -- The synset of the first, most frequent sense.
  pos || split_part(line, ' ', 7 + pointer_kinds) AS first_synset_id
FROM parsed
