import { createHash } from 'node:crypto';

/** Made-up seconds of work, log-normal with a median of a minute and sigma 1; the same for the same seed. */
export function seededCosts(seed: string, count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const bytes = createHash('sha256').update(`${seed} ${index}`).digest();
    // Box and Muller's transform of two uniform numbers; the first is above 0.
    const radius = Math.sqrt(-2 * Math.log((bytes.readUInt32LE(0) + 1) / 2 ** 32));
    const normal = radius * Math.cos((2 * Math.PI * bytes.readUInt32LE(4)) / 2 ** 32);
    return Math.round(60_000 * Math.exp(normal)) / 1000;
  });
}
