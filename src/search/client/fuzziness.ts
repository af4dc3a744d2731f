/** Of words that are like a searched one, this many are looked for: the nearest, then the first by alphabet. */
export const maxSimilarTerms = 250;
