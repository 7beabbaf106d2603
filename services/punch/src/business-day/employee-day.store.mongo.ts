import { outboxEntry, outboxLimit } from '@genkan/kafka-kit';
import { dueIndex, insertWithOutbox, outboxIndexes, tenantId, updateWithOutbox } from '@genkan/mongo-kit';
import type { Collection, IndexDescription, OutboxDocument, WithoutOutbox } from '@genkan/mongo-kit';
import type { AnnouncedPunch } from '../punch-topic/punch-ledger.ts';
import type { DecidedPunch } from '../punch-topic/punch.ts';
import type { EmployeeDay } from './employee-day.ts';
import type { EmployeeDayStore } from './employee-day.store.ts';
import type { Observation } from './observation.ts';

type Stored<Fact, Times extends keyof Fact> = Omit<Fact, Times> & { readonly [Time in Times]: Date };

/** `_id` = company|user|business day. Times are dates, so that a person can read them in the database. */
export interface EmployeeDayDocument extends OutboxDocument {
  readonly userId: string;
  readonly day: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly timeZone: string;
  readonly observations: readonly Stored<Observation, 'at'>[];
  readonly punches: readonly Stored<DecidedPunch, 'time'>[];
  readonly announced: readonly Stored<AnnouncedPunch, 'time' | 'decidedAt'>[];
  readonly claimedUntil: Date | null;
  readonly carriedUntil: Date | null;
  readonly closesAt: Date;
  readonly leftInUse: boolean;
  /** Absent when the person is known, so that the index holds only those that wait. */
  readonly awaiting?: true;
  /** Absent when nothing is due. */
  readonly dueAt?: Date;
}

export const employeeDayIndexes: IndexDescription[] = [
  ...outboxIndexes,
  dueIndex('dueAt'),
  { key: { companyId: 1, userId: 1, day: 1 }, name: 'person' },
  { key: { companyId: 1, endsAt: 1 }, name: 'end' },
  { key: { companyId: 1, awaiting: 1 }, name: 'awaiting', partialFilterExpression: { awaiting: { $exists: true } } },
];

export function mongoEmployeeDayStore(collection: Collection<EmployeeDayDocument>): EmployeeDayStore {
  return {
    async load({ companyId, userId }, days) {
      const ids = days.map((day) => tenantId(companyId, userId, day));
      const documents = await collection.find({ _id: { $in: ids }, companyId }).toArray();
      return documents.map((document) => ({
        day: dayOf(document),
        room: outboxLimit - (document.outbox?.length ?? 0),
      }));
    },
    async list({ companyId, userId }, from, to) {
      const period = { companyId, userId, day: { $gte: from, $lte: to } };
      return (await collection.find(period).sort({ day: 1 }).toArray()).map(dayOf);
    },
    async save(day, announcements) {
      const entries = announcements.map(({ id, punchId, decidedAt, message }) =>
        outboxEntry(message, { id, at: new Date(decidedAt), stateOf: punchId }),
      );
      const document = documentOf(day);
      if (day.rev === 0) {
        const inserted = await insertWithOutbox(collection, { ...document, rev: 1 }, entries);
        return inserted === 'inserted' ? 'saved' : 'moved';
      }
      const absent = (['awaiting', 'dueAt'] as const).filter((field) => document[field] === undefined);
      const { _id, rev, ...set } = document;
      return (await updateWithOutbox(collection, { _id, rev }, set, entries, absent)) === 'updated' ? 'saved' : 'moved';
    },
    async revisit(companyId, { userId, which }, at) {
      const concerned = which === 'awaiting' ? { awaiting: true as const } : { endsAt: { $gt: new Date(which.endedAfter) } };
      const ofUser = userId === undefined ? {} : { userId };
      // `rev` rises, so that a decision under way with what was known before cannot be stored any more.
      await collection.updateMany({ companyId, ...ofUser, ...concerned }, { $set: { dueAt: at }, $inc: { rev: 1 } });
    },
  };
}

function documentOf(day: EmployeeDay): WithoutOutbox<EmployeeDayDocument> {
  const { companyId, userId, awaiting, dueAt, startsAt, endsAt, closesAt, claimedUntil, carriedUntil, ...same } = day;
  return {
    _id: tenantId(companyId, userId, day.day),
    companyId,
    userId,
    ...same,
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
    closesAt: new Date(closesAt),
    claimedUntil: dateOrNull(claimedUntil),
    carriedUntil: dateOrNull(carriedUntil),
    observations: day.observations.map((one) => ({ ...one, at: new Date(one.at) })),
    punches: day.punches.map((one) => ({ ...one, time: new Date(one.time) })),
    announced: day.announced.map((one) => ({ ...one, time: new Date(one.time), decidedAt: new Date(one.decidedAt) })),
    ...(awaiting ? { awaiting } : {}),
    ...(dueAt === null ? {} : { dueAt: new Date(dueAt) }),
  };
}

function dayOf(document: EmployeeDayDocument): EmployeeDay {
  const { companyId, userId, day, rev, timeZone, leftInUse } = document;
  return {
    companyId,
    userId,
    day,
    rev,
    startsAt: document.startsAt.getTime(),
    endsAt: document.endsAt.getTime(),
    timeZone,
    observations: document.observations.map((one) => ({ ...one, at: one.at.getTime() })),
    punches: document.punches.map((one) => ({ ...one, time: one.time.getTime() })),
    announced: document.announced.map((one) => ({ ...one, time: one.time.getTime(), decidedAt: one.decidedAt.getTime() })),
    claimedUntil: document.claimedUntil?.getTime() ?? null,
    carriedUntil: document.carriedUntil?.getTime() ?? null,
    closesAt: document.closesAt.getTime(),
    leftInUse,
    awaiting: document.awaiting ?? false,
    dueAt: document.dueAt?.getTime() ?? null,
  };
}

const dateOrNull = (at: number | null): Date | null => (at === null ? null : new Date(at));
