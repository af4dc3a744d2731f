-- A line reads: sense_key offset sense_number tag_cnt. A sense_key reads: lemma%type:lex_filenum:lex_id:head:head_id.
WITH parsed AS (
  SELECT
    split_part(line, ' ', 1) AS sense_key,
    split_part(split_part(line, ' ', 1), '%', 1) AS lemma,
    substring(split_part(split_part(line, ' ', 1), '%', 2), 1, 1) AS type,
    split_part(line, ' ', 2) AS byte_offset,
    CAST(split_part(line, ' ', 3) AS INT) AS sense_number,
    CAST(split_part(line, ' ', 4) AS INT) AS tag_count
  FROM raw_senses
)
SELECT
  sense_key,
  CASE type WHEN '1' THEN 'n' WHEN '2' THEN 'v' WHEN '4' THEN 'r' ELSE 'a' END || byte_offset AS synset_id,
  CASE type WHEN '1' THEN 'noun' WHEN '2' THEN 'verb' WHEN '4' THEN 'adverb' ELSE 'adjective' END AS part_of_speech,
  lemma,
  -- 1 is the most frequent meaning of the word.
  sense_number,
  -- How often the meaning was marked in the texts that Princeton annotated.
  tag_count
FROM parsed
