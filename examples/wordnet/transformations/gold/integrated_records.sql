-- One record for each synset, made to be searched: title, lemmas and definition are text, the rest narrows or is shown.
-- Example sentences are deliberately absent, see `examples`: they are what the search is measured with.
WITH titles AS (
  SELECT synset_id, lemma AS title, index_lemma
  FROM synset_words
  WHERE word_number = 1
),
-- The other words in alphabetical order, so that the text doesn't depend on the order of rows.
synonyms AS (
  SELECT synset_id, array_join(array_sort(collect_list(lemma)), ', ') AS synonyms
  FROM synset_words
  WHERE word_number > 1
  GROUP BY synset_id
),
usage AS (
  SELECT synset_id, CAST(sum(tag_count) AS BIGINT) AS tag_count
  FROM senses
  GROUP BY synset_id
),
broader AS (
  SELECT r.synset_id, array_sort(collect_set(t.title)) AS broader
  FROM synset_relations r
  JOIN titles t ON t.synset_id = r.target_id
  WHERE r.relation IN ('hypernym', 'instance_hypernym')
  GROUP BY r.synset_id
),
topics AS (
  SELECT r.synset_id, array_sort(collect_set(t.title)) AS topics
  FROM synset_relations r
  JOIN titles t ON t.synset_id = r.target_id
  WHERE r.relation = 'topic'
  GROUP BY r.synset_id
),
kinds AS (
  SELECT synset_id, array_sort(collect_set(relation)) AS relations
  FROM synset_relations
  GROUP BY synset_id
)
SELECT
  md5(s.synset_id) AS hk,
  s.synset_id,
  t.title,
  concat_ws(', ', t.title, y.synonyms) AS lemmas,
  s.definition,
  s.part_of_speech,
  d.domain,
  -- What it is a kind, or an instance, of.
  b.broader,
  -- The fields of knowledge it belongs to.
  p.topics,
  -- Which relations it has at all.
  k.relations,
  s.is_satellite,
  s.word_count,
  -- Which meaning of its title it is: 1 is the most frequent.
  m.sense_number,
  u.tag_count,
  c.hyponyms + c.instance_hyponyms AS narrower_count,
  c.antonyms AS antonym_count,
  c.all_relations AS relation_count
FROM synsets s
JOIN lexnames d ON d.file_number = s.file_number
JOIN titles t ON t.synset_id = s.synset_id
JOIN usage u ON u.synset_id = s.synset_id
JOIN senses m ON m.synset_id = t.synset_id AND m.lemma = t.index_lemma
JOIN relation_counts c ON c.synset_id = s.synset_id
LEFT JOIN synonyms y ON y.synset_id = s.synset_id
LEFT JOIN broader b ON b.synset_id = s.synset_id
LEFT JOIN topics p ON p.synset_id = s.synset_id
LEFT JOIN kinds k ON k.synset_id = s.synset_id
