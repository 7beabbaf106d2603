import { describe, expect, test } from '@jest/globals';
import { topics } from '@genkan/contracts';
import { createMemoryBus, encodeMessage, startSubscriptions } from '@genkan/kafka-kit';
import { aCompany } from '@genkan/test-kit';
import { companies } from './company.consumer.ts';
import { memoryCompanyStore } from './company.store.memory.ts';
import { todayIn } from './company.ts';
import { knownCompany } from './known-company.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('companies', () => {
  test('when policy tells states in any order, then the newest is kept', async () => {
    const bus = createMemoryBus();
    const store = memoryCompanyStore();
    const tell = (version: bigint, timeZone: string, deleted = false) =>
      encodeMessage(topics.companies, ['c1'], aCompany({ companyId: 'c1', timeZone, version, deleted }), { id: String(version), source: 'policy', time: new Date() });
    const running = await startSubscriptions(bus, { group: 'g', subscriptions: [companies(store)], log: silent });
    await bus.publish([tell(2n, 'Asia/Seoul'), tell(1n, 'Asia/Tokyo')]);
    await running.caughtUp();
    expect(await store.find('c1')).toEqual({ companyId: 'c1', timeZone: 'Asia/Seoul', deleted: false });
    await bus.publish([tell(3n, 'Asia/Seoul', true)]);
    await running.caughtUp();
    expect(await knownCompany(store, 0)('c1')).toBeUndefined();
    await running.stop();
  });

  test('when a company is heard of a moment later, then the operator need not ask again', async () => {
    const store = memoryCompanyStore();
    const found = knownCompany(store, 2_000)('c1');
    await store.apply({ companyId: 'c1', timeZone: 'Asia/Tokyo', deleted: false }, 1);
    expect(await found).toMatchObject({ companyId: 'c1' });
    expect(await knownCompany(store, 0)('c2')).toBeUndefined();
  });
});

test.each([
  ['Asia/Tokyo', '2026-11-24T15:00:00Z', '2026-11-25'],
  ['America/New_York', '2026-11-24T15:00:00Z', '2026-11-24'],
  ['no/zone', '2026-11-24T15:00:00Z', '2026-11-25'],
])('when the company is in %s at %s, then it is %s there', (timeZone, at, today) => {
  expect(todayIn({ companyId: 'c', timeZone, deleted: false }, new Date(at))).toBe(today);
});
