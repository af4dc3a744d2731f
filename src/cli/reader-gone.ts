/** Aborts when whoever reads the output goes away. Commands that only print may stop then. */
export const readerGone = new AbortController();
