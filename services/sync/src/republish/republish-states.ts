import { untilUnmoved, updateWithOutbox } from '@genkan/mongo-kit';
import type { Collection, MongoConnection } from '@genkan/mongo-kit';
import type { Administrator, Division, Person } from '../employee-sync/entity.ts';
import type { EntityDocument } from '../employee-sync/entity.store.mongo.ts';
import { entityMessages, type EntityMessages } from '../messages/entity.message.ts';

/** Number of states put on their way, by kind. */
export interface Republished {
  readonly employees: number;
  readonly divisions: number;
  readonly administrators: number;
}

/**
 * Puts the state of every person, division and administrator into its outbox again, under a higher version, so that
 * a consumer which lost or never had it gets it. May be stopped and repeated at any time.
 */
export async function republishStates(mongo: MongoConnection, clock: () => Date): Promise<Republished> {
  return {
    divisions: await republishAll<Division>(mongo.collection('divisions'), entityMessages.division, clock),
    administrators: await republishAll<Administrator>(mongo.collection('administrators'), entityMessages.administrator, clock),
    employees: await republishAll<Person>(mongo.collection('people'), entityMessages.employee, clock),
  };
}

async function republishAll<Value>(collection: Collection<EntityDocument<Value>>, messages: EntityMessages<Value>, clock: () => Date): Promise<number> {
  let count = 0;
  const all = collection.find({}, { projection: { _id: 1 } }).sort({ _id: 1 });
  for await (const { _id } of all) {
    count += await untilUnmoved<number>(async () => {
      const current = await collection.findOne<EntityDocument<Value>>({ _id } as Parameters<typeof collection.findOne>[0]);
      // A purged person has ended with a tombstone.
      if (current === null || current.purged === true) return 0;
      const { companyId, rev, value, removedAt } = current;
      const entry = messages.state(companyId, value, removedAt !== undefined, rev + 1, clock());
      const outcome = await updateWithOutbox(collection, { _id: current._id, rev }, {}, [entry]);
      return outcome === 'moved' ? outcome : 1;
    });
  }
  return count;
}
