/** Runs work, but never more than `n` pieces of it at once; the others wait in line. */
export type Limiter = <T>(work: () => Promise<T>) => Promise<T>;

export function limiter(n: number): Limiter {
  let free = n;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
