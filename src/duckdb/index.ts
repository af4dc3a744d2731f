export { type Database, type DuckDBConnection, duckdbVersion, openDatabase, rows } from './database.ts';
export { type DuckDBErrorInfo, isInterrupt, readDuckDBError } from './error.ts';
export { type ParsedSelect, parseSelect } from './parse-select.ts';
export { identifier, literal, pathLiteral } from './quote.ts';
export { inspectStatements } from './statements.ts';
export { duckdbType, neutralType } from './types.ts';
