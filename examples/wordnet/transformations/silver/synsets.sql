-- A line reads: offset lex_filenum ss_type w_cnt word lex_id [word lex_id …] p_cnt [pointer …] [frames …] | gloss
WITH parsed AS (
  SELECT
    substring(line, 1, 8) AS byte_offset,
    split_part(line, ' ', 2) AS file_number,
    split_part(line, ' ', 3) AS type,
    split_part(line, ' ', 4) AS words_hex,
    substring(line, instr(line, ' | ') + 3) AS gloss
  FROM raw_synsets
)
SELECT
  -- Satellite adjectives ('s') share a file, and so their offsets, with the other adjectives ('a').
  CASE WHEN type = 's' THEN 'a' ELSE type END || byte_offset AS synset_id,
  CASE type WHEN 'n' THEN 'noun' WHEN 'v' THEN 'verb' WHEN 'r' THEN 'adverb' ELSE 'adjective' END AS part_of_speech,
  type = 's' AS is_satellite,
  file_number,
  -- w_cnt is hexadecimal, and nothing both engines know reads that.
  CAST(
    16 * (instr('0123456789abcdef', substring(words_hex, 1, 1)) - 1)
    + instr('0123456789abcdef', substring(words_hex, 2, 1)) - 1 AS INT
  ) AS word_count,
  -- The gloss up to its first quotation. What is quoted is in `examples`; what stands between quotations (mostly
  -- whom they are by) is in neither.
  trim(trim(TRAILING ' ;:,(' FROM split_part(gloss, '"', 1))) AS definition
FROM parsed
