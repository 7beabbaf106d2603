import { createKafkajsBus } from '@genkan/kafka-kit';
import type { MessageBus } from '@genkan/kafka-kit';
import { connectMongo, ensureIndexes } from '@genkan/mongo-kit';
import type { MongoConnection } from '@genkan/mongo-kit';
import type { Logger } from '@genkan/service-kit';
import { agentSettingsIndexes, mongoAgentSettingsStore } from './agent-settings/agent-settings.store.mongo.ts';
import type { AgentSettingsDocument } from './agent-settings/agent-settings.store.mongo.ts';
import { companyIndexes, mongoCompanyStore } from './company/company.store.mongo.ts';
import type { CompanyDocument } from './company/company.store.mongo.ts';
import type { Config } from './config.ts';
import { groupIndexes, mongoGroupStore } from './groups/group.store.mongo.ts';
import type { GroupDocument } from './groups/group.store.mongo.ts';
import { membershipIndexes, mongoMembershipStore } from './groups/membership.store.mongo.ts';
import type { MembershipDocument } from './groups/membership.store.mongo.ts';
import { idempotencyIndexes, mongoIdempotencyStore } from './idempotency/idempotency.store.mongo.ts';
import type { IdempotencyDocument } from './idempotency/idempotency.store.mongo.ts';
import { mongoPersonStore } from './people/person.store.mongo.ts';
import type { PersonDocument } from './people/person.store.mongo.ts';
import type { PolicyStores } from './policy.ts';

/** Collections whose documents carry messages for the relay. */
export const outboxCollections = ['companies', 'groups', 'memberships', 'agent_settings'];

export interface Adapters {
  readonly mongo: MongoConnection;
  readonly bus: MessageBus;
  readonly stores: PolicyStores;
  close(): Promise<void>;
}

/** Connects to everything the service needs and makes sure that the indexes are there. */
export async function connectAdapters(config: Pick<Config, 'mongo' | 'kafka' | 'log'>, log: Logger): Promise<Adapters> {
  const mongo = await connectMongo({ ...config.mongo, log });
  await ensureIndexes(mongo.db, {
    companies: companyIndexes,
    groups: groupIndexes,
    memberships: membershipIndexes,
    idempotency_keys: idempotencyIndexes,
    agent_settings: agentSettingsIndexes,
  });
  const bus = await createKafkajsBus({ brokers: config.kafka.brokers, clientId: `policy-${config.log.instance}`, log });
  return {
    mongo,
    bus,
    stores: policyStores(mongo),
    async close() {
      await bus.close();
      await mongo.close();
    },
  };
}

function policyStores(mongo: MongoConnection): PolicyStores {
  return {
    companies: mongoCompanyStore(mongo.collection<CompanyDocument>('companies')),
    groups: mongoGroupStore(mongo.collection<GroupDocument>('groups')),
    memberships: mongoMembershipStore(mongo.collection<MembershipDocument>('memberships')),
    people: mongoPersonStore(mongo.collection<PersonDocument>('people')),
    agentSettings: mongoAgentSettingsStore(mongo.collection<AgentSettingsDocument>('agent_settings')),
    idempotency: mongoIdempotencyStore(mongo.collection<IdempotencyDocument>('idempotency_keys')),
  };
}
