import { openState, statePaths } from '../state/index.ts';
import { openWarehouse, type Warehouse } from '../warehouse/index.ts';

/** Reads what is known of published tables. */
export function published<T>(root: string, read: (warehouse: Warehouse) => T): T {
  const db = openState(root);
  try {
    return read(openWarehouse(db, statePaths(root)));
  } finally {
    db.close();
  }
}
