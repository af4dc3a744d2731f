/** The workflow that a promise belongs to, by its id: `<workflow>:<steps>`. */
export function originOf(id: string): string {
  const colon = id.indexOf(':');
  return colon < 0 ? id : id.slice(0, colon);
}
