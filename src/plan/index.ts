export {
  type Compiled,
  type CompiledTable,
  compile,
  type Portability,
  type ReadSelect,
  type ReadSelects,
  type SelectFault,
  sqlLocation,
  sqlTexts,
} from './compile.ts';
export { type Circumstances, type Decision, decide } from './decide.ts';
export { type Fingerprint, fingerprintOf } from './fingerprint.ts';
export { buildGraph, type Graph, levels, subgraph, topologicalOrder } from './graph.ts';
export * as planProblems from './problems.ts';
export { type Selection, type SelectionRequest, select } from './selection.ts';
