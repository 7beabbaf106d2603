import type { EntryQuery, TextMatch } from '../log-entries/entry-query.ts';
import { fold } from '../log-entries/folded-text.ts';
import type { LogEntry } from '../log-entries/log-entry.ts';
import type { LogEntryStore } from '../log-entries/log-entry.store.ts';
import { partyKey } from '../people/party.ts';
import type { Party } from '../people/party.ts';
import type { PartyStore } from '../people/party.store.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { continuedPeriod, periodOf } from './period.ts';
import type { Period } from './period.ts';
import { wordsLabelled } from './words.ts';

export interface Viewer {
  readonly companyId: string;
  readonly administratorKey: string;
  /** Divisions he is limited to; null: all. */
  readonly divisions: readonly string[] | null;
}

export interface LogSearch {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Quick search; empty: everything. */
  readonly q: string;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface FoundEntries {
  readonly outcome: 'found';
  readonly entries: readonly LogEntry[];
  /** Names of today, by `partyKey`. */
  readonly names: ReadonlyMap<string, string>;
  readonly nextCursor: string | null;
}

export type SearchAnswer = FoundEntries | { readonly outcome: 'cursor-invalid' | 'period-reversed' | 'period-too-long' };

export interface SearchParts {
  readonly entries: Pick<LogEntryStore, 'search'>;
  readonly parties: PartyStore;
  readonly clock: () => Date;
}

export type SearchLogEntries = ReturnType<typeof searchLogEntries>;

/** One page of the log, newest recording first (domain 3.4). */
export function searchLogEntries({ entries, parties, clock }: SearchParts) {
  return async (viewer: Viewer, search: LogSearch): Promise<SearchAnswer> => {
    const { companyId } = viewer;
    const text = fold(search.q.trim());
    const where = startOf(search, companyId, text, clock());
    if ('fault' in where) return { outcome: where.fault };
    const found = await entries.search(companyId, {
      ...where.period,
      after: where.after,
      // One more than asked for tells whether there is a next page.
      limit: search.limit + 1,
      text: text === '' ? undefined : await matchOf(parties, companyId, text),
      visible: viewer.divisions === null ? undefined : {
        userIds: await parties.usersOf(companyId, viewer.divisions),
        administratorKey: viewer.administratorKey,
      },
    });
    const page = found.slice(0, search.limit);
    const last = found.length > page.length ? page.at(-1) : undefined;
    return {
      outcome: 'found',
      entries: page,
      names: await parties.names(companyId, partiesOf(page)),
      nextCursor: last === undefined ? null : writeCursor({ companyId, period: where.period, text }, last),
    };
  };
}

type Start =
  | { readonly period: Period; readonly after: EntryQuery['after'] }
  | { readonly fault: 'cursor-invalid' | 'period-reversed' | 'period-too-long' };

/** Where the page begins. A cursor keeps the period of its search: "the last 30 days" must not move between pages. */
function startOf(search: LogSearch, companyId: string, text: string, now: Date): Start {
  if (search.cursor !== undefined) {
    const read = readCursor(search.cursor, companyId, text);
    if (read === undefined || !continuedPeriod(read.period, now)) return { fault: 'cursor-invalid' };
    return { period: read.period, after: read.position };
  }
  const answer = periodOf(search, now);
  if (!answer.ok) return { fault: answer.fault === 'reversed' ? 'period-reversed' : 'period-too-long' };
  return { period: answer.period, after: undefined };
}

async function matchOf(parties: PartyStore, companyId: string, text: string): Promise<TextMatch> {
  return { part: text, words: wordsLabelled(text), ids: await parties.idsNamed(companyId, text) };
}

function partiesOf(entries: readonly LogEntry[]): Pick<Party, 'kind' | 'id'>[] {
  const parties = new Map<string, Pick<Party, 'kind' | 'id'>>();
  const add = (kind: Party['kind'], id: string): void => {
    if (id !== '') parties.set(partyKey({ kind, id }), { kind, id });
  };
  for (const { actor, target } of entries) {
    if (actor.kind === 'user' || actor.kind === 'administrator' || actor.kind === 'device') add(actor.kind, actor.id);
    add('user', target?.userId ?? '');
  }
  return [...parties.values()];
}
