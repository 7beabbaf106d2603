import { describe, expect, test } from '@jest/globals';
import { outboxShards } from './outbox-store.ts';
import { freshLeases, grantLeases, isCurrentLease, releaseLeases } from './shard-leases.ts';

describe('shard leases', () => {
  const first = grantLeases(freshLeases, 'a', 1_000, 500);

  test('when nobody ever held a shard, then it is given at once, with nothing to wait for', () => {
    expect(first.granted).toHaveLength(outboxShards);
    expect(first.granted[3]).toEqual({ shard: 3, owner: 'a', fence: 1, handedOver: true });
    expect(first.records[3]).toEqual({ owner: 'a', fence: 1, until: 1_500 });
  });

  test('when the owner asks again, then the lease is longer and its fence the same', () => {
    const again = grantLeases(first.records, 'a', 1_400, 500);
    expect(again.records[0]).toEqual({ owner: 'a', fence: 1, until: 1_900 });
  });

  test('when another asks before the end, then he gets nothing; at the end, all of it under a higher fence', () => {
    expect(grantLeases(first.records, 'b', 1_499, 500)).toEqual({ records: first.records, granted: [] });
    const { records, granted } = grantLeases(first.records, 'b', 1_500, 500);
    expect(granted[0]).toEqual({ shard: 0, owner: 'b', fence: 2, handedOver: false });
    expect(isCurrentLease(records, first.granted[0]!)).toBe(false);
    expect(isCurrentLease(records, granted[0]!)).toBe(true);
  });

  test('when a lease is given back, then the next owner need not wait and still has a higher fence', () => {
    const free = releaseLeases(first.records, first.granted.slice(0, 1));
    const { granted } = grantLeases(free, 'b', 1_001, 500);
    expect(granted).toEqual([{ shard: 0, owner: 'b', fence: 2, handedOver: true }]);
  });

  test('when an old owner gives back what is no longer his, then nothing changes', () => {
    const { records } = grantLeases(first.records, 'b', 2_000, 500);
    expect(releaseLeases(records, first.granted)).toEqual(records);
  });
});
