/** The credential of an `Authorization: Bearer …` header (RFC 6750, 2.1). */
export function bearer(header: string | undefined): string | undefined {
  return /^bearer +(\S+)$/i.exec(header ?? '')?.[1];
}
