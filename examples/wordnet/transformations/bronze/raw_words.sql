-- One line of an index file is one word as one part of speech. The licence's lines start with two spaces.
SELECT value AS line
FROM source
WHERE substring(value, 1, 2) <> '  '
