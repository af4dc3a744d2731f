export {
  type Compiled,
  type CompiledTable,
  compile,
  type ReadSelects,
  type SelectFault,
  sqlLocation,
} from './compile.ts';
export { findCycles } from './cycles.ts';
export { type Circumstances, type Decision, decide } from './decide.ts';
export { changes, type Fingerprint, fingerprintOf } from './fingerprint.ts';
export { buildGraph, type Graph, levels, reachable, subgraph, topologicalOrder } from './graph.ts';
export { type Selection, type SelectionRequest, select } from './selection.ts';
