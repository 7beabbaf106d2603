import { createKafkajsBus } from '@genkan/kafka-kit';
import type { MessageBus } from '@genkan/kafka-kit';
import { createKingOfTime, createRedisPace } from '@genkan/king-of-time';
import type { KingOfTimeOptions } from '@genkan/king-of-time';
import { connectMongo, ensureIndexes } from '@genkan/mongo-kit';
import type { Collection, MongoConnection } from '@genkan/mongo-kit';
import { createSealer, localFileKeyProvider } from '@genkan/service-kit';
import type { Logger } from '@genkan/service-kit';
import { Redis } from 'ioredis';
import { connectionIndexes, mongoConnectionStore } from './attendance-connection/attendance-connection.store.mongo.ts';
import type { ConnectionDocument } from './attendance-connection/attendance-connection.store.mongo.ts';
import { kingOfTimeDirectory } from './attendance-directory/king-of-time/king-of-time-directory.ts';
import { mongoCompanyStore } from './companies/company.store.mongo.ts';
import type { CompanyDocument } from './companies/company.store.mongo.ts';
import type { Config } from './config.ts';
import type { Administrator, Division, Person } from './employee-sync/entity.ts';
import { entityIndexes, mongoEntityStore, mongoPersonPurge, personIndexes } from './employee-sync/entity.store.mongo.ts';
import type { EntityDocument } from './employee-sync/entity.store.mongo.ts';
import { mongoSyncRunStore, syncRunIndexes } from './employee-sync/sync-run.store.mongo.ts';
import type { SyncRunDocument } from './employee-sync/sync-run.store.mongo.ts';
import { entityMessages } from './messages/entity.message.ts';
import type { SyncStores } from './sync.ts';

/** Collections whose documents carry messages for the relay. */
export const outboxCollections = ['people', 'divisions', 'administrators', 'sync_runs', 'attendance_connections'];

export interface Collections {
  readonly people: Collection<EntityDocument<Person>>;
  readonly divisions: Collection<EntityDocument<Division>>;
  readonly administrators: Collection<EntityDocument<Administrator>>;
  readonly runs: Collection<SyncRunDocument>;
}

export interface Adapters {
  readonly mongo: MongoConnection;
  readonly redis: Redis;
  readonly bus: MessageBus;
  readonly collections: Collections;
  readonly stores: SyncStores;
  close(): Promise<void>;
}

/** What a test may set differently of the attendance client. */
export type ClientOptions = Partial<Omit<KingOfTimeOptions, 'pace'>>;

/** Connects to everything the service needs; refuses to start without a sealing key. */
export async function connectAdapters(config: Config, log: Logger, client: ClientOptions = {}): Promise<Adapters> {
  const sealer = createSealer(await localFileKeyProvider(config.sealingKeyFile));
  const mongo = await connectMongo({ ...config.mongo, log });
  await ensureIndexes(mongo.db, {
    people: personIndexes,
    divisions: entityIndexes,
    administrators: entityIndexes,
    sync_runs: syncRunIndexes,
    attendance_connections: connectionIndexes,
  });
  const bus = await createKafkajsBus({ brokers: config.kafka.brokers, clientId: `sync-${config.log.instance}`, log });
  // Commands fail soon instead of waiting for a Redis that is away: without the pace no call may start.
  const redis = new Redis(config.redisUrl, { maxRetriesPerRequest: 2, commandTimeout: 5_000, lazyConnect: true });
  redis.on('error', (error) => log.warn({ err: error }, 'redis connection error'));
  await redis.connect();
  const kingOfTime = createKingOfTime({ pace: createRedisPace(redis), ...config.attendance, ...client });
  const collections: Collections = {
    people: mongo.collection('people'),
    divisions: mongo.collection('divisions'),
    administrators: mongo.collection('administrators'),
    runs: mongo.collection('sync_runs'),
  };
  return {
    mongo,
    redis,
    bus,
    collections,
    stores: {
      companies: mongoCompanyStore(mongo.collection<CompanyDocument>('companies')),
      connections: mongoConnectionStore(mongo.collection<ConnectionDocument>('attendance_connections'), sealer),
      runs: mongoSyncRunStore(collections.runs),
      entities: {
        employee: mongoEntityStore(collections.people, entityMessages.employee, { purgeable: true }),
        division: mongoEntityStore(collections.divisions, entityMessages.division, { purgeable: false }),
        administrator: mongoEntityStore(collections.administrators, entityMessages.administrator, { purgeable: false }),
      },
      purge: mongoPersonPurge(collections.people, entityMessages.employee),
      directory: kingOfTimeDirectory(kingOfTime),
    },
    async close() {
      await bus.close();
      redis.disconnect();
      await mongo.close();
    },
  };
}
