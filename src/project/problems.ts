// Every kind of mistake in a project folder. Codes are for ever: a retired one is not used again.
export * from './problems/config-file.ts';
export * from './problems/destinations.ts';
export * from './problems/references.ts';
export * from './problems/tables.ts';
export * from './problems/transformations.ts';
