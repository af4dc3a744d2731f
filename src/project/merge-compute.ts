import type { ComputeConfig } from './build-bundle.ts';

const clusterKeys = ['num_workers', 'autoscale', 'node_type_id', 'driver_node_type_id', 'policy_id'] as const;

/** Keys that only classic clusters have. */
export function classicKeys(compute: ComputeConfig): string[] {
  return clusterKeys.filter((key) => compute[key] !== undefined);
}

/**
 * Compute over other compute. Of what cannot be had together, that wins which is said nearer to its use: a number
 * of workers or a scale, serverless or a cluster.
 */
export function mergeCompute(common: ComputeConfig = {}, own: ComputeConfig = {}): ComputeConfig {
  const sized = own.num_workers !== undefined || own.autoscale !== undefined;
  const dropped = new Set<string>([
    ...(sized ? ['num_workers', 'autoscale'] : []),
    ...(own.serverless === true ? clusterKeys : []),
    ...(classicKeys(own).length > 0 ? ['serverless'] : []),
  ]);
  const kept: ComputeConfig = Object.fromEntries(Object.entries(common).filter(([key]) => !dropped.has(key)));
  return { ...kept, ...own };
}
