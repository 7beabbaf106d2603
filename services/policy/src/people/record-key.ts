/** The entity's part of a record key "<company>/<entity>". */
export function entityOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}
