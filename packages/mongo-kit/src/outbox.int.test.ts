import { createMemoryBus, outboxLimit, startOutboxRelay } from '@genkan/kafka-kit';
import type { OutboxEntry } from '@genkan/kafka-kit';
import { plainMessage, silentLog } from '@genkan/kafka-kit/testing';
import { eventually } from '@genkan/test-kit';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Collection } from './connection.ts';
import { isDuplicateKey } from './errors.ts';
import { ensureIndexes } from './indexes.ts';
import { insertWithOutbox, OutboxFull, outboxEntry, updateWithOutbox } from './index.ts';
import type { OutboxDocument } from './index.ts';
import { mongoOutboxStore } from './outbox-store.ts';
import { ownDatabase } from './testing/own-database.ts';

interface Thing extends OutboxDocument {
  readonly name?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly code?: string;
}

const at = new Date('2026-11-24T00:00:00Z');
const entry = (id: string, stateOf?: string): OutboxEntry =>
  outboxEntry(plainMessage('t', 'acme/thing', id), { id, at, ...(stateOf === undefined ? {} : { stateOf }) });
const entries = (count: number, stateOf?: string): OutboxEntry[] =>
  Array.from({ length: count }, (_, index) => entry(`e${index}`, stateOf));

// A wait ends when its condition holds; this only ends a wait that would never.
jest.setTimeout(60_000);

describe('documents with an outbox', () => {
  let things: Collection<Thing>;
  let db: Awaited<ReturnType<typeof ownDatabase>>;
  let ids = 0;
  const nextId = (): string => `acme|${(ids += 1)}`;

  beforeAll(async () => {
    db = await ownDatabase();
    await ensureIndexes(db.mongo.db, { things: [{ key: { code: 1 }, unique: true, partialFilterExpression: { code: { $exists: true } } }] });
    things = db.mongo.collection<Thing>('things');
  });
  afterAll(() => db.drop());

  const make = async (document: Partial<Thing>, unsent: OutboxEntry[] = []): Promise<{ _id: string; rev: number }> => {
    const _id = nextId();
    expect(await insertWithOutbox(things, { ...document, _id, companyId: 'acme', rev: 1 }, unsent)).toBe('inserted');
    return { _id, rev: 1 };
  };

  test('when a document is inserted again, then it exists and is not touched', async () => {
    const current = await make({ name: 'first' }, [entry('a')]);
    expect(await insertWithOutbox(things, { ...current, companyId: 'acme', name: 'second' }, [entry('b')])).toBe('exists');
    expect(await things.findOne({ _id: current._id })).toMatchObject({ name: 'first', outbox: [{ id: 'a' }], outboxAt: at });
  });

  test('when another unique index refuses, then that is an error and not "exists"', async () => {
    await make({ code: 'taken' });
    const refused = insertWithOutbox(things, { _id: nextId(), companyId: 'acme', rev: 1, code: 'taken' }, []);
    await refused.catch((error: unknown) => expect(isDuplicateKey(error)).toBe(true));
  });

  test('when fields are set, then whole values are replaced, undefined leaves a field, and nothing in a text is an operator', async () => {
    const current = await make({ name: 'n', settings: { old: 1 } });
    const settings = { text: '$name', nested: { list: ['$$ROOT', { $literal: 'x' }] } };
    expect(await updateWithOutbox(things, current, { settings, name: undefined } as unknown as Partial<Thing>, [])).toBe('updated');
    expect(await things.findOne({ _id: current._id })).toMatchObject({ rev: 2, name: 'n' });
    expect((await things.findOne({ _id: current._id }))?.settings).toEqual(settings);
  });

  test('when fields are unset, then they are gone', async () => {
    const current = await make({ name: 'n', code: 'free-again' });
    expect(await updateWithOutbox(things, current, {}, [], ['name', 'code'])).toBe('updated');
    const after = await things.findOne({ _id: current._id });
    expect(after).not.toHaveProperty('name');
    expect(after).not.toHaveProperty('code');
  });

  test('when many write from the same revision at once, then one wins, the others moved, and one entry is there', async () => {
    const current = await make({});
    const names = Array.from({ length: 30 }, (_, index) => `w${index}`);
    const results = await Promise.all(names.map((name) => updateWithOutbox(things, current, { name }, [entry(name)])));
    expect(results.filter((result) => result === 'updated')).toHaveLength(1);
    const after = await things.findOne({ _id: current._id });
    expect(after?.rev).toBe(2);
    expect(after?.outbox?.map(({ id }) => id)).toEqual([after?.name]);
  });

  test('when the document is gone, then it moved', async () => {
    expect(await updateWithOutbox(things, { _id: 'acme|none', rev: 1 }, {}, [entry('x')])).toBe('moved');
  });

  test('when the outbox holds 32 facts, then one more is refused and the document stays as it is', async () => {
    const current = await make({ name: 'full' }, entries(outboxLimit));
    await expect(updateWithOutbox(things, current, { name: 'new' }, [entry('more')])).rejects.toThrow(OutboxFull);
    expect(await things.findOne({ _id: current._id })).toMatchObject({ rev: 1, name: 'full' });
    expect(await updateWithOutbox(things, current, { name: 'silent' }, [])).toBe('updated');
  });

  test('when the outbox is full of superseded states, then they make room and the newest stay', async () => {
    let current = await make({}, [entry('fact')]);
    for (let state = 0; state < 100; state++) {
      expect(await updateWithOutbox(things, current, {}, [entry(`s${state}`, 'thing')])).toBe('updated');
      current = { ...current, rev: current.rev + 1 };
    }
    const outbox = (await things.findOne({ _id: current._id }))?.outbox ?? [];
    expect(outbox.length).toBeLessThanOrEqual(outboxLimit);
    expect(outbox[0]?.id).toBe('fact');
    expect(outbox.at(-1)?.id).toBe('s99');
  });

  test('when one call brings several states of one thing, then the last one is stored', async () => {
    const { _id } = await make({}, [entry('s1', 'thing'), entry('fact'), entry('s2', 'thing')]);
    expect((await things.findOne({ _id }))?.outbox?.map(({ id }) => id)).toEqual(['fact', 's2']);
  });

  test('when writers go on while the relay removes, then every fact is published and the outbox ends empty', async () => {
    const own = await ownDatabase();
    const busy = own.mongo.collection<Thing>('things');
    const bus = createMemoryBus();
    await insertWithOutbox(busy, { _id: 'acme|busy', companyId: 'acme', rev: 1 }, []);
    const relay = startOutboxRelay({ bus, store: mongoOutboxStore(own.mongo.db, ['things']), instance: 'a', log: silentLog, pollMs: 5 });
    for (let rev = 1; rev <= 200; rev++) {
      await eventually(async () => expect(await updateWithOutbox(busy, { _id: 'acme|busy', rev }, {}, [entry(`f${rev}`)])).toBe('updated'));
    }
    await eventually(() => expect(new Set(bus.records('t').map(({ value }) => Buffer.from(value ?? []).toString())).size).toBe(200));
    await eventually(async () => {
      const after = await busy.findOne({ _id: 'acme|busy' });
      expect(after?.outbox).toEqual([]);
      expect(after).not.toHaveProperty('outboxAt');
    });
    await relay.stop();
    await own.drop();
  });
});
