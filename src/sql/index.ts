export { type Reference, type SelectFacts, selectFacts } from './references.ts';
export { macroVersion, sparkMacros, streamMacro, streamRelation } from './spark-macros.ts';
