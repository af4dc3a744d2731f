export interface LoadOptions {
  /** What may be read and not yet covered by a saved state: what a crash makes us read again, at most. Half of it may be held in memory. */
  readonly windowRecords: number;
  readonly windowBytes: number;
  /** Parts of the source that are read at once. */
  readonly rangesInParallel: number;
  /** How long records wait for a request to fill up while the source is slower than the target. */
  readonly lingerMs: number;
  /** How often a record or a request is tried again. */
  readonly maxRetries: number;
  readonly retryBackoffMs: number;
  readonly retryMaxBackoffMs: number;
  /** The first record that the target refuses ends the load, instead of becoming a dead letter. */
  readonly raiseErrors: boolean;
  /** How long progress may stay unsaved, and how much of it. */
  readonly checkpointMs: number;
  readonly checkpointRecords: number;
  /** How long the session's lease lasts after a save. */
  readonly leaseMs: number;
  /** How long requests under way are waited for when a load has to stop. */
  readonly graceMs: number;
}

export const defaultLoadOptions: LoadOptions = {
  windowRecords: 100_000,
  windowBytes: 32 * 1024 * 1024,
  rangesInParallel: 4,
  lingerMs: 250,
  maxRetries: 10,
  retryBackoffMs: 1_000,
  retryMaxBackoffMs: 30_000,
  raiseErrors: false,
  checkpointMs: 1_000,
  checkpointRecords: 20_000,
  leaseMs: 90_000,
  graceMs: 5_000,
};

/** Retries, timers and measurements are looked at this often, in ms. */
export const tickMs = 50;
