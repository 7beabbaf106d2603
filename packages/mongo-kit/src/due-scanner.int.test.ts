import { eventually } from '@genkan/test-kit';
import { silentLog } from '@genkan/kafka-kit/testing';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Collection } from './connection.ts';
import { dueIndex, startDueScanner } from './due-scanner.ts';
import type { DueScanner, DueScannerOptions } from './due-scanner.ts';
import { ensureIndexes } from './indexes.ts';
import { ownDatabase } from './testing/own-database.ts';

interface Day {
  readonly _id: string;
  readonly closeAt?: Date;
  readonly closeAtLease?: Date;
  readonly closed?: number;
}

// A wait ends when its condition holds; this only ends a wait that would never.
jest.setTimeout(60_000);

describe('the due scanner', () => {
  let days: Collection<Day>;
  let db: Awaited<ReturnType<typeof ownDatabase>>;
  const scanners: DueScanner[] = [];

  beforeEach(async () => {
    db = await ownDatabase();
    days = db.mongo.collection<Day>('days');
    await ensureIndexes(db.mongo.db, { days: [dueIndex('closeAt')] });
  });
  afterEach(async () => {
    await Promise.all(scanners.splice(0).map((scanner) => scanner.stop()));
    await db.drop();
  });

  const start = (handle: (day: Day) => Promise<void>, options: Partial<DueScannerOptions<Day>> = {}): DueScanner => {
    const scanner = startDueScanner<Day>({ collection: days, field: 'closeAt', handle, log: silentLog, everyMs: 20, leaseMs: 60_000, ...options });
    scanners.push(scanner);
    return scanner;
  };
  const close = async ({ _id }: Day): Promise<void> => {
    await days.updateOne({ _id }, { $unset: { closeAt: '' }, $inc: { closed: 1 } });
  };
  const insertDue = async (count: number, closeAt = new Date(Date.now() - 1_000)): Promise<void> => {
    await days.insertMany(Array.from({ length: count }, (_, index) => ({ _id: `${closeAt.getTime()}-${index}`, closeAt })));
  };

  test('when documents are due, then two instances together handle each once, and nothing that is due later', async () => {
    await insertDue(120);
    await insertDue(5, new Date(Date.now() + 3_600_000));
    const byInstance = [0, 0];
    for (const instance of [0, 1]) {
      start(async (day) => {
        byInstance[instance] = (byInstance[instance] ?? 0) + 1;
        await close(day);
      }, { batch: 10 });
    }
    await eventually(async () => expect(await days.countDocuments({ closed: 1 })).toBe(120));
    expect(Math.min(...byInstance)).toBeGreaterThan(0);
    expect(byInstance[0]! + byInstance[1]!).toBe(120);
    expect(await days.countDocuments({ closeAt: { $exists: true } })).toBe(5);
    await eventually(async () => expect(await days.countDocuments({ closeAtLease: { $exists: true } })).toBe(0));
  });

  test('when a document fails, then the others are handled and it is tried again after its lease', async () => {
    await insertDue(10);
    let failures = 0;
    start(async (day) => {
      if (day._id.endsWith('-3') && failures < 2) {
        failures += 1;
        throw new Error('not now');
      }
      await close(day);
    }, { leaseMs: 100 });
    await eventually(async () => expect(await days.countDocuments({ closed: 1 })).toBe(10));
    expect(failures).toBe(2);
  });

  test('when an instance dies with a document in hand, then another takes it after the lease', async () => {
    await insertDue(1);
    const dying = Promise.withResolvers<void>();
    startDueScanner<Day>({ collection: days, field: 'closeAt', log: silentLog, everyMs: 5, leaseMs: 150, handle: () => {
      dying.resolve();
      return new Promise(() => undefined);
    } });
    await dying.promise;
    start(close, { leaseMs: 150 });
    await eventually(async () => expect(await days.countDocuments({ closed: 1 })).toBe(1));
  });

  test('when it is nudged, then it does not wait for its round', async () => {
    const scanner = start(close, { everyMs: 600_000 });
    await insertDue(1);
    scanner.nudge();
    await eventually(async () => expect(await days.countDocuments({ closed: 1 })).toBe(1));
    await scanner.health();
  });
});
