import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '@genkan/service-kit';
import { connectionStoreContract } from '../attendance-connection/attendance-connection.store.contract.ts';
import { entityStoreContract } from '../employee-sync/entity.store.contract.ts';
import { syncRunStoreContract } from '../employee-sync/sync-run.store.contract.ts';
import { startTestSync, type TestSync } from './test-sync.ts';

let sync: TestSync;
beforeAll(async () => {
  sync = await startTestSync();
  // The contract's runs are nobody's to carry out.
  await sync.stopRuns();
}, 60_000);
afterAll(() => sync?.stop(), 60_000);

describe('mongo entity store', () => entityStoreContract(() => sync.stores.entities.division, newId));
describe('mongo run store', () => syncRunStoreContract(() => sync.stores.runs, newId));
describe('mongo connection store', () => {
  connectionStoreContract(() => sync.stores.connections, newId);

  test('when a sealed token is copied to another company, then it does not open there', async () => {
    const [company, other] = [newId(), newId()];
    const secret = 'token-of-the-first-company';
    await sync.stores.connections.save(company, 0, { baseUrl: 'https://a.example.jp', token: secret, delivery: 'topic' }, {
      kind: 'connection-update', actor: { kind: 'operator', id: 'op', name: 'op', ip: '' }, occurredAt: new Date(), result: 'succeeded', details: {},
    });
    const collection = sync.mongo.collection<{ _id: string; companyId: string }>('attendance_connections');
    const stored = await collection.findOne({ companyId: company });
    expect(JSON.stringify(stored)).not.toContain(secret);
    expect(JSON.stringify(stored)).not.toContain(Buffer.from(secret).toString('base64'));
    await collection.insertOne({ ...stored!, _id: `${other}|attendance-connection`, companyId: other });
    await expect(sync.stores.connections.open(other)).rejects.toThrow();
  });
});
