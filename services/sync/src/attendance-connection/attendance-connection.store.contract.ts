import { expect, test } from '@jest/globals';
import type { Operation } from '../operations/operation.ts';
import type { AttendanceConnection } from './attendance-connection.ts';
import type { ConnectionStore } from './attendance-connection.store.ts';

const operation: Operation = {
  kind: 'connection-update', actor: { kind: 'operator', id: 'op', name: 'op', ip: '' }, occurredAt: new Date(0), result: 'succeeded', details: {},
};
const connection: AttendanceConnection = { baseUrl: 'https://attendance.example.jp/v1.0', token: 'token-of-the-company', delivery: 'topic' };

/** What every connection store does. `newCompany` gives ids that no other test has. */
export function connectionStoreContract(storeOf: () => ConnectionStore, newCompany: () => string): void {
  test('when a connection is saved, then it opens for its company only', async () => {
    const [company, other] = [newCompany(), newCompany()];
    expect([await storeOf().exists(company), await storeOf().version(company), await storeOf().open(company)]).toEqual([false, 0, undefined]);
    expect(await storeOf().save(company, 0, connection, operation)).toBe('saved');
    expect([await storeOf().exists(company), await storeOf().version(company), await storeOf().open(company)]).toEqual([true, 1, connection]);
    expect(await storeOf().exists(other)).toBe(false);
  });

  test('when somebody saved in between, then nothing is written', async () => {
    const company = newCompany();
    await storeOf().save(company, 0, connection, operation);
    expect(await storeOf().save(company, 0, { ...connection, token: 'other' }, operation)).toBe('moved');
    expect(await storeOf().save(company, 1, { ...connection, delivery: 'off' }, operation)).toBe('saved');
    expect(await storeOf().open(company)).toEqual({ ...connection, delivery: 'off' });
  });
}
