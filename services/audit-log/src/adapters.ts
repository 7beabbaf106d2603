import { createKafkajsBus } from '@genkan/kafka-kit';
import type { MessageBus } from '@genkan/kafka-kit';
import { connectMongo, ensureIndexes } from '@genkan/mongo-kit';
import type { MongoConnection } from '@genkan/mongo-kit';
import type { Logger } from '@genkan/service-kit';
import type { Config } from './config.ts';
import { logEntryIndexes, mongoLogEntryStore } from './log-entries/log-entry.store.mongo.ts';
import type { LogEntryDocument } from './log-entries/log-entry.store.mongo.ts';
import type { LogEntryStore } from './log-entries/log-entry.store.ts';
import { mongoPartyStore, partyIndexes } from './people/party.store.mongo.ts';
import type { PartyDocument } from './people/party.store.mongo.ts';
import type { PartyStore } from './people/party.store.ts';

export interface Adapters {
  readonly mongo: MongoConnection;
  readonly bus: MessageBus;
  readonly entries: LogEntryStore;
  readonly parties: PartyStore;
  close(): Promise<void>;
}

/** Connects to everything the service needs and makes sure that the indexes are there. */
export async function connectAdapters(config: Pick<Config, 'mongo' | 'kafka' | 'log'>, log: Logger): Promise<Adapters> {
  const mongo = await connectMongo({ ...config.mongo, log });
  await ensureIndexes(mongo.db, { log_entries: logEntryIndexes, parties: partyIndexes });
  const bus = await createKafkajsBus({ brokers: config.kafka.brokers, clientId: `audit-log-${config.log.instance}`, log });
  return {
    mongo,
    bus,
    entries: mongoLogEntryStore(mongo.collection<LogEntryDocument>('log_entries')),
    parties: mongoPartyStore(mongo.collection<PartyDocument>('parties')),
    async close() {
      await bus.close();
      await mongo.close();
    },
  };
}
