import { z } from 'zod';
import { fingerprint } from '../log-entries/fingerprint.ts';
import type { Period } from './period.ts';

/** The search a page belongs to; every page of it sees the same period, whenever it is fetched. */
export interface PagedSearch {
  readonly companyId: string;
  readonly period: Period;
  readonly text: string;
}

/** The last entry of the page before. */
export interface Position {
  readonly recordedAt: Date;
  readonly entryId: string;
}

const CursorContent = z.strictObject({
  of: z.string().length(43),
  from: z.int().nonnegative(),
  to: z.int().nonnegative().nullable(),
  at: z.int().nonnegative(),
  id: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/),
});

/**
 * An opaque text for the next page. It is bound to the company and the search text: whoever brings it to
 * another company or another search is refused. It is not secret and grants nothing, because every query
 * is limited to the caller's company anyway.
 */
export function writeCursor(search: PagedSearch, position: Position): string {
  const content: z.infer<typeof CursorContent> = {
    of: boundTo(search.companyId, search.text),
    from: search.period.from.getTime(),
    to: search.period.to?.getTime() ?? null,
    at: position.recordedAt.getTime(),
    id: position.entryId,
  };
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** Where the page begins and the period of its search, or undefined for a cursor that is not of this search. */
export function readCursor(cursor: string, companyId: string, text: string): { position: Position; period: Period } | undefined {
  const content = CursorContent.safeParse(jsonOf(cursor));
  if (!content.success || content.data.of !== boundTo(companyId, text)) return undefined;
  const { from, to, at, id } = content.data;
  return {
    position: { recordedAt: new Date(at), entryId: id },
    period: { from: new Date(from), to: to === null ? undefined : new Date(to) },
  };
}

function boundTo(companyId: string, text: string): string {
  return fingerprint({ companyId, text });
}

function jsonOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
