export { type Finding, lintSelect, sqlProblems } from './lint/index.ts';
export { type Reference, type SelectFacts, selectFacts } from './references.ts';
export { type SparkFunction, type SparkTopic, sparkTopics } from './spark-functions/index.ts';
export { macroVersion, prepareSession, sparkAggregates, streamRelation } from './spark-macros.ts';
export { sparkReaderOptions } from './spark-reader-options.ts';
export { quotedSparkIdentifier, sparkIdentifier, sparkLiteral } from './spark-text.ts';
