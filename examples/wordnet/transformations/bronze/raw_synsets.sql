-- One line of a data file is one synset. The files begin with the licence, in lines that start with two spaces.
SELECT value AS line
FROM source
WHERE substring(value, 1, 2) <> '  '
