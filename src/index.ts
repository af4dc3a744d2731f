export { type TableDefinition, type TransformationContext, table } from './project/define-table.ts';
