import { topics } from '@genkan/contracts';
import { createMemoryBus, encodeMessage, encodeTombstone, type MessageBus } from '@genkan/kafka-kit';
import { createLogger, newId } from '@genkan/service-kit';
import { aCompany, eventually, testClock } from '@genkan/test-kit';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createCompanyDirectory } from '../companies/company-directory.ts';
import { companyStates } from '../companies/company.consumer.ts';
import { followTopics, type Following } from './follow-topics.ts';

const log = createLogger({ service: 'gateway', level: 'silent', instance: 'test' });
const meta = () => ({ id: newId(), source: 'test', time: new Date() });
const company = (companyId: string, version: bigint, given = {}) =>
  encodeMessage(topics.companies, [companyId], aCompany({ companyId, version, ...given }), meta());

let following: Following | undefined;
afterEach(async () => following?.stop());

const follow = (bus: MessageBus, clock = testClock()) => {
  const companies = createCompanyDirectory();
  following = followTopics(bus, { group: `g-${newId()}`, topics: [companyStates(companies)], log, clock });
  return { companies, clock, following };
};
const untilCurrent = (it: Following) => eventually(() => it.health());

describe('following topics', () => {
  test('when states were published before the start, then they are known before it says it is current', async () => {
    const bus = createMemoryBus();
    await bus.publish([company('a', 1n), company('b', 1n), company('a', 2n, { name: '新商事' })]);
    const { companies, following } = follow(bus);
    expect(following.isCurrent()).toBe(false);
    await untilCurrent(following);
    expect(companies.get('a')?.name).toBe('新商事');
    expect(companies.get('b')).toBeDefined();
  });

  test('when there is nothing in the topics, then it is current at once', async () => {
    await untilCurrent(follow(createMemoryBus()).following);
  });

  test('when a company is removed, by a state or by a tombstone, then it is unknown', async () => {
    const bus = createMemoryBus();
    const { companies } = follow(bus);
    await bus.publish([company('a', 1n), company('b', 1n)]);
    await eventually(() => expect([companies.get('a'), companies.get('b')]).not.toContain(undefined));
    await bus.publish([company('a', 2n, { deleted: true }), encodeTombstone(topics.companies, ['b'], meta())]);
    await eventually(() => expect([companies.get('a'), companies.get('b')]).toEqual([undefined, undefined]));
  });

  test('when a record cannot be read, then the state before it stands and later ones come', async () => {
    const bus = createMemoryBus();
    await bus.publish([company('a', 1n), { ...company('a', 2n), value: new Uint8Array([0xff]) }, { ...company('a', 3n), headers: {} }, company('b', 1n)]);
    const { companies, following } = follow(bus);
    await untilCurrent(following);
    expect(companies.get('a')?.version).toBe(1n);
    expect(companies.get('b')).toBeDefined();
  });

  test('when nothing proved for 25 seconds that the topics are followed, then it is not current any more', async () => {
    const { clock, following } = follow(createMemoryBus());
    await untilCurrent(following);
    clock.advanceBy(24_000);
    expect(following.isCurrent()).toBe(true);
    clock.advanceBy(1_000);
    expect(following.isCurrent()).toBe(false);
  });

  test('when the proof itself takes long, then it counts from when it was asked for', async () => {
    const clock = testClock();
    const memory = createMemoryBus();
    const slow: MessageBus = { ...memory, health: async () => void clock.advanceBy(20_000) };
    const { following } = follow(slow, clock);
    await untilCurrent(following);
    clock.advanceBy(5_000);
    expect(following.isCurrent()).toBe(false);
  });

  test('when the brokers are away from the start, then it is not current', async () => {
    const bus: MessageBus = { ...createMemoryBus(), consume: () => Promise.reject(new Error('away')), health: () => Promise.reject(new Error('away')) };
    const { following } = follow(bus);
    await new Promise((resolve) => setImmediate(resolve));
    expect(() => following.health()).toThrow('does not know the newest states');
  });
});
