import type { OutgoingMessage } from '@genkan/kafka-kit';
import { testClock } from '@genkan/test-kit';
import { expect, test } from '@jest/globals';
import { idleLimitMs } from './session.ts';
import { sessionStoreContract } from './session.store.contract.ts';
import { memorySessionStore } from './session.store.memory.ts';

const clock = testClock();
sessionStoreContract('sessions in memory', async () => {
  const records: OutgoingMessage[] = [];
  return { store: memorySessionStore(clock, (record) => void records.push(record)), waiting: async () => records, close: async () => undefined };
});

test('when a session is used, then its idle time begins anew', async () => {
  const store = memorySessionStore(clock, () => undefined);
  await store.begin('n', { companyId: 'c', administratorKey: 'k', name: 'n', account: 'a', csrfToken: 't', startedAt: clock().toISOString() });
  clock.advanceBy(idleLimitMs - 1);
  expect(await store.use('n')).toBeDefined();
  clock.advanceBy(idleLimitMs - 1);
  expect(await store.use('n')).toBeDefined();
  clock.advanceBy(idleLimitMs);
  expect(await store.use('n')).toBeUndefined();
});
