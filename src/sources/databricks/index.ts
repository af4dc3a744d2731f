export {
  type DatabricksSource,
  type DatabricksSourceOptions,
  openDatabricksSource,
} from './databricks-source.ts';
export { type DatabricksPin, readDatabricksPin } from './pin.ts';
