import { tenantId } from '@genkan/mongo-kit';
import type { Collection, IndexDescription } from '@genkan/mongo-kit';
import { mongo } from 'mongoose';
import type { EventRegister, RegisteredEvent } from './event-register.store.ts';

/** `_id` = company|event id. */
export interface RegisteredEventDocument {
  readonly _id: string;
  readonly companyId: string;
  readonly digest: string;
  readonly registeredAt: Date;
}

const day = 86_400;
/** The topic keeps events for 14 days; within that time a second body can still arrive. */
const keptForSeconds = 15 * day;

export const eventRegisterIndexes: IndexDescription[] = [
  { key: { registeredAt: 1 }, name: 'expiry', expireAfterSeconds: keptForSeconds },
];

export function mongoEventRegister(collection: Collection<RegisteredEventDocument>, clock: () => Date): EventRegister {
  return {
    async admit(companyId, events) {
      const firsts = [...new Map(events.toReversed().map((event) => [event.eventId, event])).values()];
      const known = await insertNew(companyId, firsts);
      const digests = new Map(firsts.map(({ eventId, digest }) => [eventId, digest]));
      for (const { _id, digest } of await collection.find({ _id: { $in: known }, companyId }).toArray()) {
        digests.set(_id.slice(companyId.length + 1), digest);
      }
      return events.filter(({ eventId, digest }) => digests.get(eventId) === digest);
    },
  };

  /** @returns the `_id`s that were there already */
  async function insertNew(companyId: string, events: readonly RegisteredEvent[]): Promise<readonly string[]> {
    if (events.length === 0) return [];
    const documents = events.map(({ eventId, digest }) => ({
      _id: tenantId(companyId, eventId),
      companyId,
      digest,
      registeredAt: clock(),
    }));
    try {
      await collection.insertMany(documents, { ordered: false });
      return [];
    } catch (error) {
      if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
      const refused = [error.writeErrors].flat();
      if (refused.some(({ code }) => code !== 11_000)) throw error;
      return refused.flatMap(({ index }) => documents[index]?._id ?? []);
    }
  }
}
