import { type ComputeConfig, classicKeys } from '../../project/index.ts';
import type { Tree } from './factor.ts';
import { mapping } from './tree.ts';

/** Whether pipelines run serverless: yes, unless something of a classic cluster is said. */
function isServerless(compute: ComputeConfig): boolean {
  return compute.serverless ?? classicKeys(compute).length === 0;
}

/** What a pipeline says about its compute. */
export function pipelineCompute(compute: ComputeConfig): Record<string, Tree> {
  const channel = compute.channel?.toUpperCase();
  if (isServerless(compute)) return mapping({ serverless: true, channel });
  const { num_workers, autoscale, node_type_id, driver_node_type_id, policy_id } = compute;
  const scaled = autoscale && {
    min_workers: Number(autoscale.min_workers),
    max_workers: Number(autoscale.max_workers),
    mode: 'ENHANCED',
  };
  const cluster = mapping({
    label: 'default',
    num_workers: scaled ? undefined : num_workers,
    autoscale: scaled,
    node_type_id,
    driver_node_type_id,
    policy_id,
  });
  return mapping({
    serverless: false,
    channel,
    edition: compute.edition?.toUpperCase(),
    photon: compute.photon,
    clusters: [cluster],
  });
}

interface SingleNode {
  readonly sparkVersion: string;
  readonly nodeTypeId: string | undefined;
  readonly policyId: string | undefined;
}

/** A classic cluster of one node, for small tasks. */
export function singleNode({ sparkVersion, nodeTypeId, policyId }: SingleNode): Record<string, Tree> {
  return mapping({
    spark_version: sparkVersion,
    node_type_id: nodeTypeId,
    policy_id: policyId,
    num_workers: 0,
    data_security_mode: 'SINGLE_USER',
    spark_conf: { 'spark.databricks.cluster.profile': 'singleNode', 'spark.master': 'local[*, 4]' },
    custom_tags: { ResourceClass: 'SingleNode' },
  });
}
