import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import { connectEngine, type Engine } from './engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await connectEngine();
});
afterAll(() => engine.dispose());

const collection = (name: string) => engine.collection<{ _id: string; [field: string]: unknown }>(name);

describe('unique indexes', () => {
  test('when a second document has the key, then it is refused with code 11000 and the key', async () => {
    const people = collection('unique');
    await people.createIndex({ companyId: 1, code: 1 }, { unique: true });
    await people.insertOne({ _id: '1', companyId: 'a', code: 'x' });
    await expect(people.insertOne({ _id: '2', companyId: 'a', code: 'x' })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { companyId: 1, code: 1 },
      keyValue: { companyId: 'a', code: 'x' },
    });
    await expect(people.insertOne({ _id: '1', companyId: 'b', code: 'x' })).rejects.toMatchObject({ code: 11000, keyPattern: { _id: 1 } });
    await people.insertOne({ _id: '3', companyId: 'b', code: 'x' });
  });

  test('when an update would make a second one, then it is refused and nothing changes', async () => {
    const people = collection('unique-update');
    await people.createIndex({ code: 1 }, { unique: true });
    await people.insertMany([{ _id: '1', code: 'x' }, { _id: '2', code: 'y', note: 'stays' }]);
    await expect(people.updateOne({ _id: '2' }, { $set: { code: 'x', note: 'changed' } })).rejects.toMatchObject({ code: 11000 });
    expect(await people.findOne({ _id: '2' })).toEqual({ _id: '2', code: 'y', note: 'stays' });
  });

  test('when the index is partial, then only documents of its filter exclude each other', async () => {
    const groups = collection('unique-partial');
    await groups.createIndex({ companyId: 1, name: 1 }, { unique: true, partialFilterExpression: { deleted: false } });
    await groups.insertOne({ _id: '1', companyId: 'a', name: 'sales', deleted: false });
    await groups.insertOne({ _id: '2', companyId: 'a', name: 'sales', deleted: true });
    await groups.insertOne({ _id: '3', companyId: 'a', name: 'sales', deleted: true });
    await expect(groups.updateOne({ _id: '2' }, { $set: { deleted: false } })).rejects.toMatchObject({ code: 11000 });
    await groups.updateOne({ _id: '1' }, { $set: { deleted: true } });
    await groups.updateOne({ _id: '2' }, { $set: { deleted: false } });
    expect(await groups.countDocuments({ companyId: 'a', name: 'sales', deleted: false })).toBe(1);
  });

  test('when many insert the same key at once, then exactly one is let in', async () => {
    const once = collection('unique-race');
    await once.createIndex({ eventId: 1 }, { unique: true });
    const results = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => once.insertOne({ _id: String(n), eventId: 'same' })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await once.countDocuments({})).toBe(1);
  });
});

describe('the set of indexes', () => {
  test('when the same indexes are asked for again, then nothing happens', async () => {
    const days = collection('again');
    const wanted = [{ key: { companyId: 1, at: -1 }, name: 'newest' } as const, { key: { at: 1 }, name: 'due', partialFilterExpression: { at: { $exists: true } } } as const];
    await days.createIndexes(wanted.map((index) => ({ ...index })));
    await days.createIndexes(wanted.map((index) => ({ ...index })));
    expect((await days.indexes()).map(({ name }) => name).sort()).toEqual(['_id_', 'due', 'newest']);
  });

  test('when an index exists with other options, then asking for it is an error', async () => {
    const days = collection('conflict');
    await days.createIndex({ at: 1 }, { name: 'at' });
    await expect(days.createIndex({ at: 1 }, { name: 'at', unique: true })).rejects.toMatchObject({ codeName: 'IndexKeySpecsConflict' });
    await expect(days.createIndex({ at: 1 }, { name: 'other' })).rejects.toMatchObject({ codeName: 'IndexOptionsConflict' });
  });

  test('when an index is dropped, then its constraint is gone', async () => {
    const days = collection('dropped');
    await days.createIndex({ key: 1 }, { name: 'key', unique: true });
    await days.insertOne({ _id: '1', key: 1 });
    await days.dropIndex('key');
    await days.insertOne({ _id: '2', key: 1 });
    await expect(days.dropIndex('key')).rejects.toMatchObject({ codeName: 'IndexNotFound' });
  });

  test('when two documents have the key already, then the unique index is refused', async () => {
    const days = collection('late');
    await days.insertMany([{ _id: '1', key: 1 }, { _id: '2', key: 1 }]);
    await expect(days.createIndex({ key: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 });
  });
});

describe('expiry', () => {
  // A MongoDB server looks once a minute.
  test('when the time of a document is over, then it goes, and no other', async () => {
    const keys = collection('expiry');
    await keys.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    const now = Date.now();
    await keys.insertMany([
      { _id: 'old', at: new Date(now - 61_000) },
      { _id: 'young', at: new Date(now) },
      { _id: 'no date', at: 'text' },
    ]);
    await eventually(async () => expect(await keys.countDocuments({ _id: 'old' })).toBe(0), { withinMs: 120_000, everyMs: 500 });
    expect(await keys.countDocuments({})).toBe(2);
  }, 130_000);
});
