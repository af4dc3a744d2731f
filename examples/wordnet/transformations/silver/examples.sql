-- Every quotation in a gloss. They are kept out of `integrated_records`, and so out of the search index, on
-- purpose: as queries whose right answer is known they measure the search, which they could not had it read them.
WITH parsed AS (
  SELECT
    CASE WHEN split_part(line, ' ', 3) = 's' THEN 'a' ELSE split_part(line, ' ', 3) END
      || substring(line, 1, 8) AS synset_id,
    substring(line, instr(line, ' | ') + 3) AS gloss
  FROM raw_synsets
),
counted AS (
  SELECT
    synset_id,
    gloss,
    CAST(floor((length(gloss) - length(replace(gloss, '"', ''))) / 2) AS INT) AS quotations
  FROM parsed
),
numbered AS (
  SELECT
    synset_id,
    gloss,
    explode(sequence(1, quotations)) AS example_number
  FROM counted
  -- sequence(1, 0) would count down.
  WHERE quotations > 0
)
SELECT
  synset_id,
  CAST(example_number AS INT) AS example_number,
  trim(split_part(gloss, '"', CAST(2 * example_number AS INT))) AS sentence
FROM numbered
