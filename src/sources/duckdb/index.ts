export { type DuckDBSource, type DuckDBSourceOptions, openDuckDBSource } from './duckdb-source.ts';
export { extensionFolder } from './extension.ts';
export { locateSource, type SourceLocation } from './locate.ts';
export { readSourcePin, type SourcePin } from './pin.ts';
export * as duckdbSourceProblems from './problems.ts';
