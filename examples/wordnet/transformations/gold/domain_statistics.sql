-- Counted per synset first, so that the joins multiply nothing.
WITH example_counts AS (
  SELECT synset_id, count(*) AS examples
  FROM examples
  GROUP BY synset_id
)
SELECT
  d.domain,
  d.part_of_speech,
  d.description,
  count(*) AS synsets,
  CAST(sum(s.word_count) AS BIGINT) AS words,
  CAST(coalesce(sum(e.examples), 0) AS BIGINT) AS examples,
  count(e.examples) AS synsets_with_examples,
  CAST(sum(c.all_relations) AS BIGINT) AS relations,
  CAST(sum(length(s.definition)) AS DOUBLE) / CAST(count(*) AS DOUBLE) AS average_definition_length
FROM synsets s
JOIN lexnames d ON d.file_number = s.file_number
JOIN relation_counts c ON c.synset_id = s.synset_id
LEFT JOIN example_counts e ON e.synset_id = s.synset_id
GROUP BY d.domain, d.part_of_speech, d.description
