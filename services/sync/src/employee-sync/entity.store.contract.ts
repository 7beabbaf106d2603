import { expect, test } from '@jest/globals';
import type { Requester } from './sync-run.ts';
import type { EntityStore } from './entity.store.ts';
import type { Operation } from '../operations/operation.ts';
import type { Division } from './entity.ts';
import { firstPeriod } from './entity.ts';

const at = new Date('2026-11-24T00:00:00.000Z');
const actor: Requester = { kind: 'system', id: '', name: '', ip: '' };
const operation: Operation = { kind: 'sync-run', actor, occurredAt: at, result: 'succeeded', details: {} };
const division = (divisionCode: string, name = '本社'): Division => ({ divisionCode, name, dayBorders: firstPeriod('00:00') });

/** What every entity store does. `newCompany` gives ids that no other test has. */
export function entityStoreContract(storeOf: () => EntityStore<Division>, newCompany: () => string): void {
  test('when an entity is saved, then it is read back with its version, and only in its company', async () => {
    const [company, other] = [newCompany(), newCompany()];
    expect(await storeOf().save(company, { key: '1', before: 0, value: division('1') }, at, operation)).toBe('saved');
    expect(await storeOf().save(company, { key: '1', before: 1, value: division('1', '支社') }, at)).toBe('saved');
    expect(await storeOf().all(company)).toEqual([{ key: '1', rev: 2, value: division('1', '支社') }]);
    expect(await storeOf().all(other)).toEqual([]);
  });

  test('when somebody saved in between, then nothing is written', async () => {
    const company = newCompany();
    await storeOf().save(company, { key: '1', before: 0, value: division('1') }, at);
    expect(await storeOf().save(company, { key: '1', before: 0, value: division('1', '支社') }, at)).toBe('moved');
    expect(await storeOf().save(company, { key: '1', before: 7, value: division('1', '支社') }, at)).toBe('moved');
    expect(await storeOf().save(company, { key: '2', before: 1, value: division('2') }, at)).toBe('moved');
    expect(await storeOf().all(company)).toEqual([{ key: '1', rev: 1, value: division('1') }]);
  });

  test('when an entity is removed and comes back, then it is marked and unmarked', async () => {
    const company = newCompany();
    await storeOf().save(company, { key: '1', before: 0, value: division('1') }, at);
    await storeOf().save(company, { key: '1', before: 1, value: division('1'), removedAt: at }, at);
    expect(await storeOf().all(company)).toEqual([{ key: '1', rev: 2, value: division('1'), removedAt: at }]);
    await storeOf().save(company, { key: '1', before: 2, value: division('1') }, at);
    expect(await storeOf().all(company)).toEqual([{ key: '1', rev: 3, value: division('1') }]);
  });
}
