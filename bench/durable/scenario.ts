/** The job of the fake workspace. */
export const job = '9007199254740993001';

/** What every answer of the fake workspace takes. */
export const latencyMs = 100;
