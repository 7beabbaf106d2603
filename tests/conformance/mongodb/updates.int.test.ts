import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mongo } from 'mongoose';
import { connectEngine, type Engine } from './engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await connectEngine();
});
afterAll(() => engine.dispose());

interface Item {
  _id: string;
  rev?: number;
  n?: number;
  key?: number;
  least?: number;
  first?: number;
  winner?: number;
  high?: boolean;
  gone?: boolean;
  owner?: string;
  due?: Date;
  until?: Date;
  list?: number[];
  deep?: Record<string, number>;
  outbox?: { id: string; at: number }[];
}
const collection = (name: string) => engine.collection<Item>(name);

describe('one document at once', () => {
  test('when many raise a counter at once, then no step is lost', async () => {
    const counters = collection('counter');
    await counters.insertOne({ _id: '1', n: 0 });
    await Promise.all(Array.from({ length: 200 }, () => counters.updateOne({ _id: '1' }, { $inc: { n: 1 } })));
    expect((await counters.findOne({ _id: '1' }))?.n).toBe(200);
  });

  test('when many compare and set the same revision, then exactly one wins', async () => {
    const days = collection('cas');
    await days.insertOne({ _id: '1', rev: 1 });
    const writers = Array.from({ length: 50 }, (_, n) => days.updateOne({ _id: '1', rev: 1 }, { $set: { winner: n }, $inc: { rev: 1 } }));
    const results = await Promise.all(writers);
    expect(results.filter(({ modifiedCount }) => modifiedCount === 1)).toHaveLength(1);
    expect(await days.findOne({ _id: '1' })).toEqual({ _id: '1', rev: 2, winner: results.findIndex(({ modifiedCount }) => modifiedCount === 1) });
  });

  test('when many upsert the same id, then one document is there and every write in it', async () => {
    const items = collection('upsert');
    const writes = Array.from({ length: 30 }, async (_, n) => {
      for (;;) {
        try {
          return await items.updateOne({ _id: '1' }, { $push: { list: n }, $setOnInsert: { first: n } }, { upsert: true });
        } catch (error) {
          // Both engines may let two upserts race for the insertion; the loser tries again.
          if (!(error instanceof mongo.MongoServerError) || error.code !== 11000) throw error;
        }
      }
    });
    const results = await Promise.all(writes);
    expect(results.filter(({ upsertedCount }) => upsertedCount === 1)).toHaveLength(1);
    const found = await items.findOne({ _id: '1' });
    expect([...found!.list!].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n));
  });

  test('when workers claim the oldest free document, then each document has one owner', async () => {
    const due = collection('claim');
    await due.createIndex({ due: 1 }, { partialFilterExpression: { due: { $exists: true } } });
    await due.insertMany(Array.from({ length: 40 }, (_, n) => ({ _id: String(n), due: new Date(n) })));
    const claim = () => due.findOneAndUpdate({ due: { $lte: new Date() }, owner: { $exists: false } }, { $set: { owner: 'me' } }, { sort: { due: 1 }, returnDocument: 'after' });
    const claimed = await Promise.all(Array.from({ length: 50 }, claim));
    const ids = claimed.flatMap((document) => (document === null ? [] : [document._id]));
    expect(ids).toHaveLength(40);
    expect(new Set(ids).size).toBe(40);
  });
});

describe('what updates do', () => {
  test('when fields are set, removed, raised and appended, then all of it happens in one write', async () => {
    const items = collection('operators');
    await items.insertOne({ _id: '1', n: 1, gone: true, list: [1], deep: { a: 1 } });
    const result = await items.updateOne({ _id: '1' }, { $set: { 'deep.b': 2 }, $unset: { gone: '' }, $inc: { n: 2 }, $push: { list: { $each: [2, 3], $slice: -2 } }, $min: { least: 5 } });
    expect(result).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
    expect(await items.findOne({ _id: '1' })).toEqual({ _id: '1', n: 3, list: [2, 3], deep: { a: 1, b: 2 }, least: 5 });
    expect(await items.updateOne({ _id: '1' }, { $set: { n: 3 } })).toMatchObject({ matchedCount: 1, modifiedCount: 0 });
    await items.updateOne({ _id: '1' }, { $pull: { list: 2 } });
    expect((await items.findOne({ _id: '1' }))?.list).toEqual([3]);
  });

  test('when an update is a pipeline, then it computes from the document and the time of the server', async () => {
    const items = collection('pipeline');
    await items.insertOne({ _id: '1', n: 4, outbox: [{ id: 'a', at: 1 }, { id: 'b', at: 2 }] });
    const before = await items.findOneAndUpdate(
      { _id: '1' },
      [
        { $set: { n: { $add: ['$n', 1] }, until: { $add: ['$$NOW', 60_000] }, owner: { $literal: '$me' } } },
        { $set: { outbox: { $filter: { input: { $ifNull: ['$outbox', []] }, as: 'entry', cond: { $not: [{ $in: ['$$entry.id', { $literal: ['a'] }] }] } } } } },
        { $set: { first: { $arrayElemAt: ['$outbox.at', 0] } } },
      ],
      { returnDocument: 'before' },
    );
    expect(before?.n).toBe(4);
    const after = await items.findOne({ _id: '1' });
    expect(after).toMatchObject({ n: 5, owner: '$me', outbox: [{ id: 'b', at: 2 }], first: 2 });
    expect(Math.abs(after!.until!.getTime() - Date.now() - 60_000)).toBeLessThan(30_000);
  });

  test('when a document is looked for and changed, then the answer is it before or after, or null', async () => {
    const items = collection('find-and-modify');
    await items.insertMany([{ _id: '1', n: 2 }, { _id: '2', n: 1 }]);
    expect(await items.findOneAndUpdate({}, { $inc: { n: 10 } }, { sort: { n: 1 }, returnDocument: 'after', projection: { n: 1 } })).toEqual({ _id: '2', n: 11 });
    expect(await items.findOneAndUpdate({ _id: '3' }, { $set: { n: 1 } })).toBeNull();
    expect(await items.findOneAndUpdate({ _id: '3' }, { $set: { n: 1 } }, { upsert: true, returnDocument: 'after' })).toEqual({ _id: '3', n: 1 });
    expect(await items.findOneAndDelete({ _id: '1' })).toEqual({ _id: '1', n: 2 });
    expect(await items.countDocuments({})).toBe(2);
  });

  test('when many are changed or removed by a filter, then all that match and no other', async () => {
    const items = collection('many');
    await items.insertMany(Array.from({ length: 20 }, (_, n) => ({ _id: String(n), n })));
    expect((await items.updateMany({ n: { $gte: 15 } }, { $set: { high: true } })).modifiedCount).toBe(5);
    expect((await items.deleteMany({ high: true })).deletedCount).toBe(5);
    expect((await items.deleteOne({ n: { $lt: 5 } })).deletedCount).toBe(1);
    expect(await items.countDocuments({})).toBe(14);
  });
});

describe('several writes in one call', () => {
  test('when one of unordered inserts is a duplicate, then the others are there and the error says which', async () => {
    const items = collection('unordered');
    await items.insertOne({ _id: '1' });
    const error: unknown = await items.insertMany([{ _id: '0' }, { _id: '1' }, { _id: '2' }], { ordered: false }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(mongo.MongoBulkWriteError);
    const { writeErrors, insertedCount } = error as mongo.MongoBulkWriteError;
    expect([writeErrors].flat().map(({ index, code }) => ({ index, code }))).toEqual([{ index: 1, code: 11000 }]);
    expect(insertedCount).toBe(2);
    expect(await items.countDocuments({})).toBe(3);
  });

  test('when one of ordered writes fails, then those after it do not happen', async () => {
    const items = collection('ordered');
    await items.createIndex({ key: 1 }, { unique: true });
    await items.insertMany([{ _id: '1', key: 1 }, { _id: '2', key: 2 }, { _id: '3', key: 3 }]);
    const set = (id: string, key: number) => ({ updateOne: { filter: { _id: id }, update: { $set: { key } } } });
    await expect(items.bulkWrite([set('1', 10), set('2', 3), set('3', 30)])).rejects.toMatchObject({ code: 11000 });
    expect((await items.find({}).sort({ _id: 1 }).toArray()).map((item) => item.key)).toEqual([10, 2, 3]);
    await expect(items.insertMany([{ _id: '4', key: 4 }, { _id: '1', key: 5 }, { _id: '6', key: 6 }])).rejects.toMatchObject({ code: 11000 });
    expect(await items.countDocuments({ _id: { $in: ['4', '6'] } })).toBe(1);
  });

  test('when unordered updates, upserts and removals come together, then the counts say what happened', async () => {
    const items = collection('mixed');
    await items.insertMany([{ _id: '1', n: 1 }, { _id: '2', n: 2 }]);
    const result = await items.bulkWrite(
      [
        { updateOne: { filter: { _id: '1' }, update: { $inc: { n: 1 } } } },
        { updateOne: { filter: { _id: '3' }, update: { $set: { n: 3 } }, upsert: true } },
        { deleteOne: { filter: { _id: '2' } } },
        { insertOne: { document: { _id: '4', n: 4 } } },
      ],
      { ordered: false },
    );
    expect(result).toMatchObject({ matchedCount: 1, modifiedCount: 1, upsertedCount: 1, deletedCount: 1, insertedCount: 1 });
  });
});
