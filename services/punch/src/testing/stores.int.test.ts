import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectMongo, ensureIndexes } from '@genkan/mongo-kit';
import type { MongoConnection } from '@genkan/mongo-kit';
import { createLogger, newId, systemClock } from '@genkan/service-kit';
import { dropOwnDatabase, ownNames, testServers } from '@genkan/test-kit';
import { employeeDayStoreContract } from '../business-day/employee-day.store.contract.ts';
import { employeeDayIndexes, mongoEmployeeDayStore } from '../business-day/employee-day.store.mongo.ts';
import { eventRegisterContract } from '../business-day/event-register.store.contract.ts';
import { eventRegisterIndexes, mongoEventRegister } from '../business-day/event-register.store.mongo.ts';
import { recordStoreContract } from '../people/record.store.contract.ts';
import { mongoRecordStore } from '../people/record.store.mongo.ts';

const { database } = ownNames();
let mongo: MongoConnection;

beforeAll(async () => {
  const log = createLogger({ service: 'punch', level: 'silent', instance: 'test' });
  mongo = await connectMongo({ uri: testServers().mongodbUri, database, log });
  await ensureIndexes(mongo.db, { employee_days: employeeDayIndexes, registered_events: eventRegisterIndexes });
}, 30_000);
afterAll(async () => {
  await mongo.close();
  await dropOwnDatabase(database);
}, 30_000);

describe('mongo employee-day store', () => {
  employeeDayStoreContract(() => mongoEmployeeDayStore(mongo.collection('employee_days')), newId);

  test('when nothing waits and nothing is due, then the document has no field for it', async () => {
    const waiting = await mongo.collection('employee_days').findOne({ awaiting: { $exists: true }, dueAt: { $exists: true } });
    const rest = await mongo.collection('employee_days').findOne({ awaiting: { $exists: false }, dueAt: { $exists: false } });
    expect([waiting?.['dueAt'] instanceof Date, rest?.['rev']]).toEqual([true, 2]);
  });
});
describe('mongo event register', () => {
  eventRegisterContract(() => mongoEventRegister(mongo.collection('registered_events'), systemClock), newId);
});
describe('mongo record store', () => {
  recordStoreContract(() => mongoRecordStore(mongo.collection('records')), newId);
});
