/** How the version column is sent: a whole number, or microseconds since 2000. */
export type VersionKind = 'number' | 'time';

/** From 1970 to 2000, in microseconds. */
const epoch = 946_684_800_000_000;

/**
 * Eight bytes as a version: a whole number, of a time its microseconds since 1970. A negative one is none, and
 * falling back to the load's own would let an old row win over a newer one.
 */
export function versionText(
  kind: VersionKind,
  bytes: Buffer,
  at: number,
): { readonly text?: string; readonly fault?: string } {
  const high = bytes.readInt32BE(at);
  const low = bytes.readUInt32BE(at + 4);
  const isTime = kind === 'time';
  // Numbers are exact up to 2^53, and several times faster.
  if (high >= -0x10_0000 && high < 0x10_0000) {
    const value = high * 0x1_0000_0000 + low + (isTime ? epoch : 0);
    return value < 0 ? negative(isTime) : { text: String(value) };
  }
  if (isTime && ((high === 0x7fff_ffff && low === 0xffff_ffff) || (high === -0x8000_0000 && low === 0)))
    return { fault: 'its version is an infinite time' };
  const value = bytes.readBigInt64BE(at) + (isTime ? BigInt(epoch) : 0n);
  return value < 0n ? negative(isTime) : { text: String(value) };
}

function negative(isTime: boolean): { readonly fault: string } {
  return { fault: isTime ? 'its version is a time before 1970' : 'its version is negative' };
}
