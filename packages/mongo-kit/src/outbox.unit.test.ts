import { outboxShards } from '@genkan/kafka-kit';
import { expect, test } from '@jest/globals';
import { shardOf } from './outbox.ts';
import { untilUnmoved } from './until-unmoved.ts';

test('when ids are many, then all shards get about the same share, and an id always the same one', () => {
  const counts = new Array<number>(outboxShards).fill(0);
  for (let index = 0; index < 16_000; index++) {
    const shard = shardOf(`01JABCDEF|${index}`);
    counts[shard] = (counts[shard] ?? 0) + 1;
    expect(shardOf(`01JABCDEF|${index}`)).toBe(shard);
  }
  expect(counts).toHaveLength(outboxShards);
  expect(Math.min(...counts)).toBeGreaterThan(800);
  expect(Math.max(...counts)).toBeLessThan(1_200);
});

test('when an attempt moved, then it is made again until it did not', async () => {
  let attempts = 0;
  expect(await untilUnmoved(async () => ((attempts += 1) < 3 ? 'moved' : attempts))).toBe(3);
});

test('when a document always moves, then the caller is told', async () => {
  await expect(untilUnmoved(async () => 'moved' as const)).rejects.toThrow('20 times');
});
