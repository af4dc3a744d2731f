-- Words with more than one meaning, and how much the most frequent one outweighs the others.
WITH usage AS (
  SELECT
    lemma,
    part_of_speech,
    CAST(sum(tag_count) AS BIGINT) AS tag_count,
    CAST(max(tag_count) AS BIGINT) AS top_tag_count
  FROM senses
  GROUP BY lemma, part_of_speech
)
SELECT
  replace(w.lemma, '_', ' ') AS word,
  w.part_of_speech,
  w.sense_count,
  w.tagged_sense_count,
  u.tag_count,
  -- NULL for a word that was never met in the annotated texts.
  CASE
    WHEN u.tag_count > 0 THEN CAST(u.top_tag_count AS DOUBLE) / CAST(u.tag_count AS DOUBLE)
  END AS top_sense_share,
  d.definition AS top_definition,
  CAST(rank() OVER (PARTITION BY w.part_of_speech ORDER BY w.sense_count DESC) AS INT) AS place
FROM words w
JOIN usage u ON u.lemma = w.lemma AND u.part_of_speech = w.part_of_speech
JOIN synsets d ON d.synset_id = w.first_synset_id
WHERE w.sense_count > 1
