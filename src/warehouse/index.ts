export { selectFiles } from './relation.ts';
export { forgetEverything, type Swept, sweep } from './sweep.ts';
export {
  type Column,
  type DataFile,
  type Offset,
  type Publication,
  type RawFile,
  type TableVersion,
  versionId,
} from './types.ts';
export { hasWarehouse, openWarehouse, type Warehouse } from './warehouse.ts';
