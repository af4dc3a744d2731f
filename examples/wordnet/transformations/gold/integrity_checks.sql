-- What WordNet promises about itself, counted: rows looked at and rows that break the promise.
SELECT
  'a relation points at a synset' AS promise,
  count(*) AS checked,
  count(CASE WHEN s.synset_id IS NULL THEN 1 END) AS broken
FROM synset_relations r
LEFT JOIN synsets s ON s.synset_id = r.target_id

UNION ALL

SELECT
  'a relation is answered by its inverse' AS promise,
  count(*) AS checked,
  count(CASE WHEN b.synset_id IS NULL THEN 1 END) AS broken
FROM synset_relations a
LEFT JOIN synset_relations b
  ON b.synset_id = a.target_id
  AND b.target_id = a.synset_id
  AND b.relation = a.inverse_relation
  AND b.source_word = a.target_word
  AND b.target_word = a.source_word
WHERE a.inverse_relation IS NOT NULL

UNION ALL

SELECT
  'a relation is of a known kind' AS promise,
  count(*) AS checked,
  count(CASE WHEN relation IS NULL THEN 1 END) AS broken
FROM synset_relations

UNION ALL

SELECT
  'a word of a synset has a sense' AS promise,
  count(*) AS checked,
  count(CASE WHEN s.sense_key IS NULL THEN 1 END) AS broken
FROM synset_words w
LEFT JOIN senses s ON s.synset_id = w.synset_id AND s.lemma = w.index_lemma

UNION ALL

SELECT
  'a synset spells a word once' AS promise,
  count(*) AS checked,
  count(CASE WHEN d.words > 1 THEN 1 END) AS broken
FROM (SELECT synset_id, index_lemma, count(*) AS words FROM synset_words GROUP BY synset_id, index_lemma) d

UNION ALL

SELECT
  'the index knows every sense' AS promise,
  count(*) AS checked,
  count(CASE WHEN w.sense_count = s.senses THEN NULL ELSE 1 END) AS broken
FROM (SELECT lemma, part_of_speech, count(*) AS senses FROM senses GROUP BY lemma, part_of_speech) s
LEFT JOIN words w ON w.lemma = s.lemma AND w.part_of_speech = s.part_of_speech

UNION ALL

SELECT
  'a definition belongs to one synset' AS promise,
  count(*) AS checked,
  count(CASE WHEN d.synsets > 1 THEN 1 END) AS broken
FROM (SELECT definition, count(*) AS synsets FROM synsets GROUP BY definition) d
