import { testClock } from '@genkan/test-kit';
import { expect, test } from '@jest/globals';
import { idleLimitMs } from './session.ts';
import { sessionStoreContract } from './session.store.contract.ts';
import { memorySessionStore } from './session.store.memory.ts';

const clock = testClock();
sessionStoreContract('sessions in memory', async () => ({ store: memorySessionStore(clock), close: async () => undefined }));

test('when a session is used, then its idle time begins anew', async () => {
  const store = memorySessionStore(clock);
  await store.begin('n', { companyId: 'c', administratorKey: 'k', account: 'a', csrfToken: 't', startedAt: clock().toISOString() });
  clock.advanceBy(idleLimitMs - 1);
  expect(await store.use('n')).toBeDefined();
  clock.advanceBy(idleLimitMs - 1);
  expect(await store.use('n')).toBeDefined();
  clock.advanceBy(idleLimitMs);
  expect(await store.use('n')).toBeUndefined();
});
