import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectEngine, type Engine } from './engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await connectEngine();
});
afterAll(() => engine.dispose());

interface Pair {
  _id: number;
  a: number;
  b: number;
  deep: { x: number; y: number };
}

const forMs = 3_000;

test('when writers change several fields in one write, then no reader ever sees half of it', async () => {
  const pairs = engine.collection<Pair>('pairs');
  await pairs.insertMany(Array.from({ length: 20 }, (_, n) => ({ _id: n, a: 0, b: 0, deep: { x: 0, y: 0 } })));
  const end = performance.now() + forMs;
  let reads = 0;
  let writes = 0;
  const torn: Pair[] = [];
  const writer = async (name: number): Promise<void> => {
    for (let n = 1; performance.now() < end; n += 1) {
      const value = name * 1_000_000 + n;
      await pairs.updateOne({ _id: n % 20 }, { $set: { a: value, b: value, 'deep.x': value, 'deep.y': value } });
      writes += 1;
    }
  };
  const reader = async (): Promise<void> => {
    while (performance.now() < end) {
      for (const pair of await pairs.find({}).toArray()) {
        reads += 1;
        if (pair.a !== pair.b || pair.deep.x !== pair.a || pair.deep.y !== pair.a) torn.push(pair);
      }
    }
  };
  await Promise.all([...[1, 2, 3, 4].map(writer), ...Array.from({ length: 4 }, reader)]);
  expect(torn).toEqual([]);
  expect(writes).toBeGreaterThan(50);
  expect(reads).toBeGreaterThan(1_000);
}, 30_000);
