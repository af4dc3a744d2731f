export { acquireReaderLock, acquireWriterLock, type Lock, tryExclusive } from './lock.ts';
export { openSqlite, snapshot, transaction } from './open-sqlite.ts';
export * as stateProblems from './problems.ts';
export { openState, type StatePaths, statePaths } from './state-db.ts';
