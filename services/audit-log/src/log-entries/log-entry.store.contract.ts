import { describe, expect, test } from '@jest/globals';
import { newId } from '@genkan/service-kit';
import type { EntryQuery } from './entry-query.ts';
import type { LogEntry } from './log-entry.ts';
import type { LogEntryStore } from './log-entry.store.ts';

export const anEntry = (companyId: string, changes: Partial<LogEntry> = {}): LogEntry => ({
  companyId,
  sourceId: `operation:${newId()}`,
  fingerprint: 'f',
  operation: 'group-create',
  occurredAt: new Date('2026-11-01T00:00:00Z'),
  actor: { kind: 'administrator', id: 'a1', name: '管理 花子' },
  target: { userId: null, name: '開発部' },
  remark: { key: 'succeeded', values: { name: '開発部' } },
  words: ['group-create', 'succeeded'],
  ip: '192.0.2.1',
  clientVersion: '',
  result: 'succeeded',
  entryId: newId(),
  recordedAt: new Date('2026-11-01T00:00:00Z'),
  ...changes,
});

const everything: EntryQuery = {
  from: new Date('2026-10-01T00:00:00Z'),
  to: undefined,
  after: undefined,
  limit: 1000,
  text: undefined,
  visible: undefined,
};

/** What every log must do, whatever it stores in. */
export function logEntryStoreContract(open: () => LogEntryStore): void {
  const ids = async (store: LogEntryStore, companyId: string, query: Partial<EntryQuery> = {}) =>
    (await store.search(companyId, { ...everything, ...query })).map(({ entryId }) => entryId);

  describe('a log', () => {
    test('when entries are appended, then they read back as they were, newest first', async () => {
      const [store, companyId] = [open(), newId()];
      const entries = [anEntry(companyId), anEntry(companyId), anEntry(companyId, { recordedAt: new Date('2026-11-02T00:00:00Z') })];
      expect(await store.append(entries)).toEqual([]);
      expect(await store.search(companyId, everything)).toEqual([entries[2], entries[1], entries[0]]);
    });

    test('when a source id comes again, then the first stands, it is told, and the rest of the batch is stored', async () => {
      const [store, companyId] = [open(), newId()];
      const first = anEntry(companyId);
      const again = anEntry(companyId, { sourceId: first.sourceId, fingerprint: 'other' });
      const fresh = anEntry(companyId);
      await store.append([first]);
      const already = await store.append([again, fresh]);
      expect(already).toMatchObject([{ first: { fingerprint: 'f' }, again: { fingerprint: 'other' } }]);
      expect(await ids(store, companyId)).toEqual([fresh.entryId, first.entryId]);
    });

    test('when the same source id is of another company, then both are stored and each company sees its own', async () => {
      const [store, companyId, other] = [open(), newId(), newId()];
      const mine = anEntry(companyId);
      const theirs = anEntry(other, { sourceId: mine.sourceId });
      expect(await store.append([mine, theirs])).toEqual([]);
      expect(await ids(store, companyId)).toEqual([mine.entryId]);
      expect(await ids(store, other)).toEqual([theirs.entryId]);
    });

    test('when many entries share a moment, then pages hold each once', async () => {
      const [store, companyId] = [open(), newId()];
      const entries = Array.from({ length: 12 }, () => anEntry(companyId));
      await store.append(entries);
      const seen: string[] = [];
      let after: EntryQuery['after'];
      for (let page = await store.search(companyId, { ...everything, limit: 5 }); page.length > 0; ) {
        seen.push(...page.map(({ entryId }) => entryId));
        after = page.at(-1);
        page = await store.search(companyId, { ...everything, limit: 5, after });
      }
      expect(seen).toEqual(entries.map(({ entryId }) => entryId).reverse());
    });

    test('when a period is asked for, then its beginning counts and its end does not', async () => {
      const [store, companyId] = [open(), newId()];
      const days = ['2026-11-01', '2026-11-02', '2026-11-03'].map((day) => anEntry(companyId, { recordedAt: new Date(`${day}T00:00:00Z`) }));
      await store.append(days);
      const period = { from: new Date('2026-11-01T00:00:00Z'), to: new Date('2026-11-03T00:00:00Z') };
      expect(await ids(store, companyId, period)).toEqual([days[1]?.entryId, days[0]?.entryId]);
    });

    test.each(['.*', '発', '部', '192.0', '花子', '(', '\\', '[', '192.0.2.1$'])('when the text is %s, then it is a part of a field, never a pattern', async (part) => {
      const [store, companyId] = [open(), newId()];
      await store.append([anEntry(companyId)]);
      const literal = '管理 花子\ngroup-create\n開発部\nsucceeded\n開発部\n192.0.2.1'.includes(part);
      expect(await ids(store, companyId, { text: { part, words: [], ids: [] } })).toHaveLength(literal ? 1 : 0);
    });

    test('when words or ids match, then the entry is found, too', async () => {
      const [store, companyId] = [open(), newId()];
      const entry = anEntry(companyId, { target: { userId: 'u1', name: '' } });
      await store.append([entry]);
      const found = (words: string[], of: string[]) => ids(store, companyId, { text: { part: 'nothing has this', words, ids: of } });
      expect(await found(['succeeded'], [])).toHaveLength(1);
      expect(await found([], ['u1'])).toHaveLength(1);
      expect(await found([], ['a1'])).toHaveLength(1);
      expect(await found(['failed'], ['u2'])).toHaveLength(0);
    });

    test('when somebody is limited to users, then their entries and his own actions on no user', async () => {
      const [store, companyId] = [open(), newId()];
      const user = (id: string) => anEntry(companyId, { actor: { kind: 'user', id, name: '' }, target: null });
      const onUser = (userId: string) => anEntry(companyId, { target: { userId, name: '' } });
      const login = (id: string) => anEntry(companyId, { actor: { kind: 'administrator', id, name: '' }, target: null });
      const [u1, u2, on1, on2, own, others, unknown] = [user('u1'), user('u2'), onUser('u1'), onUser('u2'), login('a1'), login('a2'), user('')];
      await store.append([u1, u2, on1, on2, own, others, unknown]);
      expect(await ids(store, companyId, { visible: { userIds: ['u1'], administratorKey: 'a1' } })).toEqual([own.entryId, on1.entryId, u1.entryId]);
    });
  });
}
