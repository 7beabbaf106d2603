import { untilUnmoved, updateWithOutbox } from '@genkan/mongo-kit';
import type { Collection, MongoConnection, OutboxDocument, OutboxEntry } from '@genkan/mongo-kit';
import type { CompanyDocument } from '../company/company.store.mongo.ts';
import { companyOf } from '../company/company.store.mongo.ts';
import type { GroupDocument } from '../groups/group.store.mongo.ts';
import { storedOf } from '../groups/group.store.mongo.ts';
import type { MembershipDocument } from '../groups/membership.store.mongo.ts';
import { membershipOf } from '../groups/membership.store.mongo.ts';
import { companyEntry } from '../messages/company.message.ts';
import { groupEntry } from '../messages/group.message.ts';
import { membershipEntry } from '../messages/membership.message.ts';

/** Number of states put on their way, by kind. */
export interface Republished {
  readonly companies: number;
  readonly groups: number;
  readonly memberships: number;
}

/**
 * Puts the state of every company, group and membership into its outbox again, under a higher version, so
 * that a consumer which lost or never had it gets it. May be stopped and repeated at any time.
 */
export async function republishStates(mongo: MongoConnection, clock: () => Date): Promise<Republished> {
  return {
    companies: await republishAll(mongo.collection<CompanyDocument>('companies'), (document, version) =>
      companyEntry(companyOf(document), version, clock()),
    ),
    groups: await republishAll(mongo.collection<GroupDocument>('groups'), (document, version) =>
      groupEntry(document.companyId, storedOf(document).group, document.deleted, version, clock()),
    ),
    memberships: await republishAll(mongo.collection<MembershipDocument>('memberships'), (document, version) =>
      membershipEntry(document.companyId, membershipOf(document), version, clock()),
    ),
  };
}

async function republishAll<Document extends OutboxDocument>(
  collection: Collection<Document>,
  stateOf: (document: Document, version: number) => OutboxEntry,
): Promise<number> {
  let count = 0;
  const documents = collection.find({}).sort({ _id: 1 });
  for await (const { _id } of documents) {
    count += await untilUnmoved<number>(async () => {
      const current = (await collection.findOne({ _id } as Parameters<typeof collection.findOne>[0])) as Document | null;
      if (current === null) return 0;
      const outcome = await updateWithOutbox(collection, current, {}, [stateOf(current, current.rev + 1)]);
      return outcome === 'moved' ? outcome : 1;
    });
  }
  return count;
}
