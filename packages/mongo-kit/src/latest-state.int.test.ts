import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Collection } from './connection.ts';
import { applyIfNewer } from './latest-state.ts';
import { ownDatabase } from './testing/own-database.ts';

interface Copy {
  readonly _id: string;
  readonly companyId?: string;
  readonly name?: string;
  readonly deleted?: boolean;
  readonly version?: number;
  readonly employeeVersion?: number;
  readonly local?: string;
}

// A wait ends when its condition holds; this only ends a wait that would never.
jest.setTimeout(60_000);

describe('applyIfNewer', () => {
  let copies: Collection<Copy>;
  let db: Awaited<ReturnType<typeof ownDatabase>>;
  let ids = 0;
  const nextId = (): string => `acme|${(ids += 1)}`;

  beforeAll(async () => {
    db = await ownDatabase();
    copies = db.mongo.collection<Copy>('copies');
  });
  afterAll(() => db.drop());

  test('when a state is new, newer, the same or older, then only the first two are applied', async () => {
    const id = nextId();
    expect(await applyIfNewer(copies, id, 2, { name: 'two' })).toBe('applied');
    expect(await applyIfNewer(copies, id, 1, { name: 'one' })).toBe('older');
    expect(await applyIfNewer(copies, id, 2, { name: 'two again' })).toBe('older');
    expect(await applyIfNewer(copies, id, 3, { name: 'three' })).toBe('applied');
    expect(await copies.findOne({ _id: id })).toEqual({ _id: id, name: 'three', version: 3 });
  });

  test('when a removal came first, then an older state does not bring the thing back', async () => {
    const id = nextId();
    await applyIfNewer(copies, id, 5, { deleted: true }, { unset: ['name'] });
    expect(await applyIfNewer(copies, id, 4, { name: 'late' })).toBe('older');
    expect(await copies.findOne({ _id: id })).toEqual({ _id: id, deleted: true, version: 5 });
  });

  test('when a document is fed by two topics, then each has its own version and local fields stay', async () => {
    const id = nextId();
    await copies.insertOne({ _id: id, local: 'kept' });
    expect(await applyIfNewer(copies, id, 7, { name: 'a' }, { versionField: 'employeeVersion' })).toBe('applied');
    expect(await applyIfNewer(copies, id, 1, { deleted: false })).toBe('applied');
    expect(await copies.findOne({ _id: id })).toEqual({ _id: id, local: 'kept', name: 'a', employeeVersion: 7, deleted: false, version: 1 });
  });

  test('when a document comes into being, then setOnInsert is written, and not later', async () => {
    const id = nextId();
    await applyIfNewer(copies, id, 1, { name: 'a' }, { setOnInsert: { companyId: 'acme' } });
    await applyIfNewer(copies, id, 2, { name: 'b' }, { setOnInsert: { companyId: 'rival' } });
    expect((await copies.findOne({ _id: id }))?.companyId).toBe('acme');
  });

  test('when states arrive all at once in any order, then the newest stays', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 12 }), async (versions) => {
        const id = nextId();
        await Promise.all(versions.map((version) => applyIfNewer(copies, id, version, { name: String(version) })));
        const newest = Math.max(...versions);
        expect(await copies.findOne({ _id: id })).toMatchObject({ version: newest, name: String(newest) });
      }),
      { numRuns: 60 },
    );
  });
});
