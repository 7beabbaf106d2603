import { expect, test } from '@jest/globals';
import type { KnownRecord, RecordStore } from './record.store.ts';

const borders = (minutes: number): KnownRecord<'division'>['state'] => ({ borders: [{ effectiveFrom: 0, value: minutes }] });

/** What every record store does. `newId` gives unique ids, for stores that are never empty. */
export function recordStoreContract(storeOf: () => RecordStore, newId: () => string): void {
  const aDivision = (companyId = newId(), id = '1000') => ({ kind: 'division' as const, companyId, id });

  test('when a record is put, then the same or a lower version changes nothing any more', async () => {
    const name = aDivision();
    expect(await storeOf().find(name)).toBeUndefined();
    expect(await storeOf().put(name, { version: 2, state: borders(300), revisit: { which: { endedAfter: 5 } } })).toBe('stored');
    expect(await storeOf().put(name, { version: 2, state: borders(0), revisit: null })).toBe('older');
    expect(await storeOf().put(name, { version: 1, state: borders(0), revisit: null })).toBe('older');
    expect(await storeOf().find(name)).toMatchObject({ version: 2, state: borders(300), revisit: { which: { endedAfter: 5 } } });
    expect(await storeOf().put(name, { version: 3, state: borders(0), revisit: null })).toBe('stored');
    expect(await storeOf().find(name)).toMatchObject({ version: 3, state: borders(0), revisit: null });
  });

  test('when days were made due, then only the version that asked for it is done', async () => {
    const name = aDivision();
    await storeOf().put(name, { version: 1, state: borders(0), revisit: { which: 'awaiting' } });
    await storeOf().revisited(name, 2);
    expect(await storeOf().find(name)).toMatchObject({ revisit: { which: 'awaiting' } });
    await storeOf().revisited(name, 1);
    expect(await storeOf().find(name)).toMatchObject({ revisit: null });
  });

  test('when a person is asked for, then their own records and those these name come together', async () => {
    const [companyId, userId] = [newId(), newId()];
    const employee = { employeeKey: 'k', employeeCode: 'c', name: 'n', divisions: [{ effectiveFrom: 0, value: '1000' }, { effectiveFrom: 9, value: '2000' }] };
    const membership = { groups: [{ effectiveFrom: 0, value: '' }, { effectiveFrom: 5, value: 'group' }] };
    const group = { settings: [{ effectiveFrom: 0, value: { timeZone: null, breakThresholdMinutes: 20 } }] };
    const company = { timeZones: [{ effectiveFrom: 0, value: 'Asia/Tokyo' }], punchSettings: [] };
    const known = { version: 1, revisit: null };
    await storeOf().put({ kind: 'employee', companyId, id: userId }, { ...known, state: employee });
    await storeOf().put({ kind: 'membership', companyId, id: userId }, { ...known, state: membership });
    await storeOf().put({ kind: 'company', companyId, id: '' }, { ...known, state: company });
    await storeOf().put(aDivision(companyId), { ...known, state: borders(0) });
    await storeOf().put(aDivision(companyId, '3000'), { ...known, state: borders(60) });
    await storeOf().put({ kind: 'group', companyId, id: 'group' }, { ...known, state: group });

    expect(await storeOf().about({ companyId, userId })).toEqual({
      employee, membership, company, divisions: new Map([['1000', borders(0)]]), groups: new Map([['group', group]]),
    });
    expect(await storeOf().about({ companyId: newId(), userId })).toEqual({
      employee: undefined, membership: undefined, company: undefined, divisions: new Map(), groups: new Map(),
    });
  });

  test('when a record is forgotten, then it is gone and any version comes in again', async () => {
    const name = aDivision();
    await storeOf().put(name, { version: 5, state: borders(0), revisit: null });
    await storeOf().forget(name);
    expect(await storeOf().find(name)).toBeUndefined();
    expect(await storeOf().put(name, { version: 1, state: borders(0), revisit: null })).toBe('stored');
  });
}
