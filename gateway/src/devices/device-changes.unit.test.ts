import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createDeviceChanges } from './device-changes.ts';

const now = new Date('2026-04-01T00:00:00Z');
const before = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
const change = { companyId: 'c', deviceId: 'd', version: 2n, revoked: false, changedAt: before(5) };

describe('changed PCs', () => {
  test('when a change is older than any token, then it is not remembered', () => {
    const changes = createDeviceChanges();
    changes.note({ ...change, revoked: true, changedAt: before(661) }, now);
    expect(changes.size).toBe(0);
  });

  test('when a change cannot be read, then tokens from before it are stale, and a revocation stays one', () => {
    const changes = createDeviceChanges();
    changes.distrust('c', 'd', now);
    expect([changes.standingOf('c', 'd', before(1)), changes.standingOf('c', 'd', now), changes.standingOf('c', 'e', before(1))]).toEqual(['stale', 'good', 'good']);
    changes.note({ ...change, version: 0n, revoked: true }, now);
    changes.distrust('c', 'd', now);
    expect(changes.standingOf('c', 'd', now)).toBe('revoked');
  });

  test('when time passes, then remembered changes are forgotten', () => {
    const changes = createDeviceChanges();
    changes.note(change, now);
    changes.note({ ...change, deviceId: 'e', changedAt: new Date(now.getTime() + 700_000) }, new Date(now.getTime() + 700_000));
    expect(changes.size).toBe(1);
  });

  test('when states come in any order and any number of times, then the highest version decides', () => {
    const state = fc.record({ version: fc.bigInt(1n, 20n), revoked: fc.boolean(), age: fc.integer({ min: 0, max: 600 }) });
    fc.assert(
      fc.property(fc.uniqueArray(state, { selector: ({ version }) => version, minLength: 1 }), fc.infiniteStream(fc.nat()), (states, picks) => {
        const changes = createDeviceChanges();
        const shuffled = [...states, ...states].sort(() => (Number(picks.next().value) % 2 === 0 ? 1 : -1));
        for (const { version, revoked, age } of shuffled) changes.note({ ...change, version, revoked, changedAt: before(age) }, now);
        const newest = states.reduce((a, b) => (a.version > b.version ? a : b));
        const expected = newest.revoked ? 'revoked' : newest.age < 300 ? 'stale' : 'good';
        return changes.standingOf('c', 'd', before(300)) === expected;
      }),
    );
  });
});
