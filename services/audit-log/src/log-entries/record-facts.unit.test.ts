import { describe, expect, test } from '@jest/globals';
import { newId } from '@genkan/service-kit';
import fc from 'fast-check';
import { anEntry } from './log-entry.store.contract.ts';
import { memoryLogEntryStore } from './log-entry.store.memory.ts';
import type { LogFact } from './log-entry.ts';
import { recordFacts } from './record-facts.ts';

const nobody = { names: async () => new Map<string, string>() };
const recorder = (entries = memoryLogEntryStore(), parties = nobody) => ({
  entries,
  record: recordFacts({ entries, parties, clock: () => new Date('2026-11-24T00:00:00Z'), newId }),
});
const fact = (id: number, body: number): LogFact => {
  const { entryId: _id, recordedAt: _at, ...rest } = anEntry('c', { sourceId: `session-event:${id}`, fingerprint: `body-${body}` });
  return rest;
};

describe('recordFacts', () => {
  test('when facts come in any order, copies, bodies, batches and redeliveries, then each is recorded once, the first stands, and each other body is one conflict', async () => {
    const facts = fc.array(fc.record({ id: fc.nat(3), body: fc.nat(2) }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(facts, fc.array(fc.nat(5), { maxLength: 8 }), async (sent, sizes) => {
        const { entries, record } = recorder();
        const rest = sent.map(({ id, body }) => fact(id, body));
        const batches: LogFact[][] = [];
        for (const size of [...sizes, sent.length]) batches.push(rest.splice(0, size));
        for (const batch of batches) {
          await record(batch);
          // The offset was not committed: the whole batch comes again.
          await record(batch);
        }
        const firstBody = new Map<string, string>();
        const otherBodies = new Set<string>();
        for (const { sourceId, fingerprint } of batches.flat()) {
          if (!firstBody.has(sourceId)) firstBody.set(sourceId, fingerprint);
          else if (firstBody.get(sourceId) !== fingerprint) otherBodies.add(`event-conflict:${sourceId}:${fingerprint}`);
        }
        const all = entries.all();
        const plain = all.filter(({ operation }) => operation !== 'event-conflict');
        expect(new Map(plain.map(({ sourceId, fingerprint }) => [sourceId, fingerprint]))).toEqual(firstBody);
        expect(plain).toHaveLength(firstBody.size);
        const conflicts = all.filter(({ operation }) => operation === 'event-conflict').map(({ sourceId }) => sourceId);
        expect(conflicts.sort()).toEqual([...otherBodies].sort());
      }),
    );
  });

  test('when a source knows only an id, then the name known now is kept with the entry', async () => {
    const { entries, record } = recorder(memoryLogEntryStore(), { names: async () => new Map([['user:u', '山田 太郎']]) });
    await record([{ ...fact(1, 1), actor: { kind: 'user', id: 'u', name: '' }, target: { userId: 'u', name: '' } }]);
    expect(entries.all()).toMatchObject([{ actor: { name: '山田 太郎' }, target: { name: '山田 太郎' } }]);
  });
});
