import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mongo } from 'mongoose';
import { connectEngine, type Engine } from './engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await connectEngine();
});
afterAll(() => engine.dispose());

const collection = (name: string) => engine.collection<{ _id: string; [field: string]: unknown }>(name);

describe('an index changes how fast, never what', () => {
  const field = fc.constantFrom('a', 'b', 'tags', 'at');
  const small = fc.integer({ min: 0, max: 4 });
  const document = fc.record(
    { a: fc.oneof(small, fc.constant(null)), b: small, tags: fc.array(small, { maxLength: 3 }), at: small.map((n) => new Date(n * 1000)), deleted: fc.boolean() },
    { requiredKeys: [] },
  );
  const operand = (name: string): fc.Arbitrary<number | Date> => (name === 'at' ? small.map((n) => new Date(n * 1000)) : small);
  const condition = field.chain((name) =>
    fc.tuple(
      fc.constant(name),
      fc.oneof(
        operand(name),
        fc.record({ $gt: operand(name), $lt: operand(name), $gte: operand(name), $lte: operand(name) }, { requiredKeys: [] }).filter((range) => Object.keys(range).length > 0),
        fc.array(operand(name), { minLength: 1, maxLength: 3 }).map(($in) => ({ $in })),
        fc.boolean().map(($exists) => ({ $exists })),
        operand(name).map(($ne) => ({ $ne })),
      ),
    ),
  );
  const plain = fc.array(condition, { maxLength: 3 }).map((parts) => Object.fromEntries(parts) as Record<string, unknown>);
  const filter = fc.oneof(
    plain,
    fc.tuple(plain, plain).map(([one, other]) => ({ $or: [one, other] })),
    fc.tuple(plain, plain).map(([one, other]) => ({ $and: [one, other], deleted: false })),
  );
  const direction = fc.constantFrom<1 | -1>(1, -1);
  const sort = fc.tuple(fc.uniqueArray(fc.constantFrom('a', 'b', 'at'), { maxLength: 2 }), direction, direction, direction).map(([fields, ...directions]) => [
    ...fields.map((name, index): [string, 1 | -1] => [name, directions[index]!]),
    ['_id', directions[2]] as [string, 1 | -1],
  ]);
  const query = fc.record({ filter, sort, skip: fc.integer({ min: 0, max: 3 }), limit: fc.integer({ min: 0, max: 5 }) });

  test('when the same documents stand with and without indexes, then every query finds the same in the same order', async () => {
    const indexed = collection('indexed');
    const bare = collection('bare');
    await indexed.createIndexes([
      { key: { a: 1, b: 1, at: -1 } },
      { key: { at: -1 } },
      { key: { tags: 1, a: 1 } },
      { key: { b: 1, at: 1 }, partialFilterExpression: { at: { $exists: true } } },
      { key: { a: 1 }, partialFilterExpression: { deleted: false } },
    ]);
    await fc.assert(
      fc.asyncProperty(fc.array(document, { maxLength: 30 }), fc.array(query, { minLength: 1, maxLength: 10 }), async (bodies, queries) => {
        const documents = bodies.map((body, n) => ({ ...body, _id: String(n).padStart(3, '0') }));
        for (const target of [indexed, bare]) {
          await target.deleteMany({});
          if (documents.length > 0) await target.insertMany(documents);
        }
        for (const { filter: wanted, sort: order, skip, limit } of queries) {
          const run = (target: typeof bare) => target.find(wanted).sort(order).skip(skip).limit(limit).toArray();
          expect(await run(indexed)).toEqual(await run(bare));
          expect(await indexed.countDocuments(wanted)).toBe(await bare.countDocuments(wanted));
        }
      }),
      { numRuns: 30 },
    );
  }, 60_000);
});

describe('pages by key', () => {
  test('when pages follow each other by the last key, then every document comes once and in order', async () => {
    const log = collection('pages');
    await log.createIndex({ companyId: 1, recordedAt: -1, _id: -1 });
    const documents = Array.from({ length: 500 }, (_, n) => ({ _id: `a|${String((n * 7919) % 500).padStart(4, '0')}`, companyId: 'a', recordedAt: new Date(Math.floor(n / 7) * 1000) }));
    await log.insertMany([...documents, { _id: 'b|1', companyId: 'b', recordedAt: new Date(1000) }]);
    const seen: string[] = [];
    let after: { recordedAt: unknown; _id: string } | undefined;
    for (;;) {
      const beyond = after === undefined ? {} : { $or: [{ recordedAt: { $lt: after.recordedAt } }, { recordedAt: after.recordedAt, _id: { $lt: after._id } }] };
      const page = await log.find({ companyId: 'a', ...beyond }).sort({ recordedAt: -1, _id: -1 }).limit(50).toArray();
      seen.push(...page.map(({ _id }) => _id));
      const last = page.at(-1);
      if (last === undefined) break;
      after = { recordedAt: last['recordedAt'], _id: last._id };
    }
    const newestFirst = [...documents].sort((x, y) => y.recordedAt.getTime() - x.recordedAt.getTime() || (x._id < y._id ? 1 : -1));
    expect(seen).toEqual(newestFirst.map(({ _id }) => _id));
  });

  test('when more is found than one answer holds, then the cursor brings the rest', async () => {
    const many = collection('batches');
    await many.insertMany(Array.from({ length: 2500 }, (_, n) => ({ _id: String(n), n })));
    expect(await many.find({}).toArray()).toHaveLength(2500);
    expect(await many.find({}, { batchSize: 7 }).limit(100).toArray()).toHaveLength(100);
    expect(await many.aggregate([{ $match: { n: { $gte: 500 } } }, { $group: { _id: null, count: { $sum: 1 } } }]).toArray()).toEqual([{ _id: null, count: 2000 }]);
    const big = 'x'.repeat(6_000_000);
    await collection('big').insertMany(Array.from({ length: 5 }, (_, n) => ({ _id: String(n), big })));
    expect((await collection('big').find({}).toArray()).map(({ _id }) => _id)).toEqual(['0', '1', '2', '3', '4']);
  });
});

describe('values', () => {
  test('when values of all types that we store are written, then they come back as they were', async () => {
    const values = {
      text: '玄関 𠮷 é',
      whole: 7,
      fraction: 0.1,
      large: mongo.Long.fromString('9007199254740993'),
      at: new Date('2026-11-24T00:00:00.123Z'),
      bytes: new mongo.Binary(Buffer.from([0, 255, 128])),
      nothing: null,
      list: [1, 'a', { deep: [true] }],
    };
    const stored = collection('values');
    await stored.insertOne({ _id: '1', ...values });
    const found = await stored.findOne({ _id: '1' }, { promoteLongs: false });
    expect(found).toMatchObject({ text: values.text, fraction: 0.1, at: values.at, nothing: null });
    expect(String(found?.['large'])).toBe('9007199254740993');
    expect((found?.['bytes'] as mongo.Binary).value()).toEqual(Buffer.from([0, 255, 128]));
    expect(found?.['list']).toEqual([expect.anything(), 'a', { deep: [true] }]);
  });

  test('when a text is searched by a part, then letters with a meaning in expressions mean themselves', async () => {
    const texts = collection('texts');
    await texts.insertMany([{ _id: '1', text: 'a.b(c)' }, { _id: '2', text: 'aXb(c)' }, { _id: '3', text: '佐藤 花子' }]);
    const ids = async (pattern: string) => (await texts.find({ text: { $regex: pattern } }).toArray()).map(({ _id }) => _id);
    expect(await ids('a\\.b\\(c\\)')).toEqual(['1']);
    expect(await ids('^佐藤')).toEqual(['3']);
  });

  test('when only some fields are asked for, then only they come', async () => {
    const people = collection('fields');
    await people.insertOne({ _id: '1', a: 1, b: { c: 2, d: 3 }, secret: 'x' });
    expect(await people.findOne({ _id: '1' }, { projection: { a: 1, 'b.c': 1 } })).toEqual({ _id: '1', a: 1, b: { c: 2 } });
    expect(await people.findOne({ _id: '1' }, { projection: { secret: 0 } })).toEqual({ _id: '1', a: 1, b: { c: 2, d: 3 } });
  });

  test('when a filter compares with the time of the server, then it is the time of now', async () => {
    const leases = collection('leases');
    await leases.insertMany([{ _id: 'over', until: new Date(Date.now() - 60_000) }, { _id: 'held', until: new Date(Date.now() + 60_000) }]);
    expect((await leases.find({ $expr: { $lte: ['$until', '$$NOW'] } }).toArray()).map(({ _id }) => _id)).toEqual(['over']);
  });
});
