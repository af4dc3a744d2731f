-- One line of index.sense is one meaning of one word. This file has no preamble.
SELECT value AS line
FROM source
