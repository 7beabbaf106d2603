import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../store/database.ts';
import type { Punch } from './punch.ts';
import { createPunches } from './punches.store.ts';

const folder = mkdtempSync(join(tmpdir(), 'attendance-'));
afterAll(() => rmSync(folder, { recursive: true }));

const punch = (revision: number, rest: Partial<Punch> = {}): Punch => ({
  punchId: 'p1', revision, companyId: 'c', userId: 'u', employeeKey: 'k', employeeCode: '1', kind: 'clock-out', state: 'tentative',
  time: '2026-11-24T09:00:00.000Z', businessDay: '2026-11-24', timeZone: 'Asia/Tokyo', estimated: false, mark: 'SL', ...rest,
});

describe('createPunches', () => {
  test('when revisions come in any order and twice, then the highest is kept, also over a restart', () => {
    const database = openDatabase(folder);
    createPunches(database).keep([punch(2, { state: 'final' }), punch(1), punch(2, { state: 'withdrawn' })]);
    database.close();
    expect(createPunches(openDatabase(folder)).ofDay('2026-11-24')).toMatchObject([{ revision: 2, state: 'final' }]);
  });

  test('when another company uses the same punch id, then it changes nothing', () => {
    const punches = createPunches(openDatabase(folder));
    punches.keep([punch(9, { companyId: 'other' })]);
    expect(punches.ofEmployee('k')).toMatchObject([{ companyId: 'c', revision: 2 }]);
  });
});
