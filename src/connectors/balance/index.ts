export { balance } from './balance.ts';
export { balanceWithin } from './balance-within.ts';
export type { Balance, Method } from './certified.ts';
export { fewestMoves, type Move, type Moves } from './fewest-moves.ts';
export type { Limits } from './instance.ts';
export * as balanceProblems from './problems.ts';
