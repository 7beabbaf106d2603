import { Problem } from '../errors/problem.ts';

/** The sort key of a page's last entry as an opaque text. It grants nothing: queries are bound to the caller anyway. */
export function writeCursor(last: readonly string[]): string {
  return Buffer.from(JSON.stringify(last)).toString('base64url');
}

/** @param parts number of parts the list's sort key has. */
export function readCursor(cursor: string | undefined, parts: number): string[] | undefined {
  if (cursor === undefined) return undefined;
  const content = jsonOf(cursor);
  if (Array.isArray(content) && content.length === parts && content.every((part) => typeof part === 'string')) return content;
  throw new Problem('cursor-invalid');
}

function jsonOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
