import { createKafkajsBus } from '@genkan/kafka-kit';
import type { MessageBus } from '@genkan/kafka-kit';
import { connectMongo, ensureIndexes } from '@genkan/mongo-kit';
import type { Collection, MongoConnection } from '@genkan/mongo-kit';
import type { Clock, Logger } from '@genkan/service-kit';
import type { Config } from './config.ts';
import { employeeDayIndexes, mongoEmployeeDayStore } from './business-day/employee-day.store.mongo.ts';
import type { EmployeeDayDocument } from './business-day/employee-day.store.mongo.ts';
import { eventRegisterIndexes, mongoEventRegister } from './business-day/event-register.store.mongo.ts';
import type { RegisteredEventDocument } from './business-day/event-register.store.mongo.ts';
import { mongoRecordStore } from './people/record.store.mongo.ts';
import type { RecordDocument } from './people/record.store.mongo.ts';
import type { PunchStores } from './punch.ts';

export interface Adapters {
  readonly mongo: MongoConnection;
  readonly bus: MessageBus;
  readonly stores: PunchStores;
  readonly employeeDays: Collection<EmployeeDayDocument>;
  close(): Promise<void>;
}

/** Collections whose documents carry messages for the relay. */
export const outboxCollections = ['employee_days'];

/** Connects to everything the service needs and makes sure that the indexes are there. */
export async function connectAdapters(
  config: Pick<Config, 'mongo' | 'kafka' | 'log'>,
  { log, clock }: { log: Logger; clock: Clock },
): Promise<Adapters> {
  const mongo = await connectMongo({ ...config.mongo, log });
  await ensureIndexes(mongo.db, { employee_days: employeeDayIndexes, registered_events: eventRegisterIndexes });
  const bus = await createKafkajsBus({ brokers: config.kafka.brokers, clientId: `punch-${config.log.instance}`, log });
  const employeeDays = mongo.collection<EmployeeDayDocument>('employee_days');
  return {
    mongo,
    bus,
    employeeDays,
    stores: {
      days: mongoEmployeeDayStore(employeeDays),
      register: mongoEventRegister(mongo.collection<RegisteredEventDocument>('registered_events'), clock),
      records: mongoRecordStore(mongo.collection<RecordDocument>('records')),
    },
    async close() {
      await bus.close();
      await mongo.close();
    },
  };
}
