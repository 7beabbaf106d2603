import { describe, expect, test } from '@jest/globals';
import { valueAt } from '../business-day/history.ts';
import { personOf } from './person-of.ts';
import type { PersonRecords } from './person-of.ts';

const settings = { punchLinkage: true, breakLinkage: false, breakThresholdMinutes: 45, carryHours: 4 };
const records: PersonRecords = {
  employee: { employeeKey: 'key', employeeCode: '1001', name: '勤怠 太郎', divisions: [{ effectiveFrom: 0, value: 'day' }, { effectiveFrom: 50, value: 'night' }] },
  membership: { groups: [{ effectiveFrom: 0, value: '' }, { effectiveFrom: 70, value: 'abroad' }] },
  company: { timeZones: [{ effectiveFrom: 0, value: 'Asia/Tokyo' }], punchSettings: [{ effectiveFrom: 0, value: settings }] },
  divisions: new Map([
    ['day', { borders: [{ effectiveFrom: 0, value: 0 }] }],
    ['night', { borders: [{ effectiveFrom: 0, value: 300 }, { effectiveFrom: 60, value: 360 }] }],
  ]),
  groups: new Map([['abroad', { settings: [{ effectiveFrom: 0, value: { timeZone: 'America/New_York', breakThresholdMinutes: 20 } }] }]]),
};

describe('a person', () => {
  test('when all records are there, then rules follow division and group through time', () => {
    const person = personOf(records);

    expect(person).toMatchObject({ known: true, employeeKey: 'key', employeeCode: '1001' });
    expect([10, 55, 65].map((at) => valueAt(person.rules, at).borderMinutes)).toEqual([0, 300, 360]);
    expect(valueAt(person.rules, 10)).toEqual({ ...settings, borderMinutes: 0, timeZone: 'Asia/Tokyo' });
    expect(valueAt(person.rules, 75)).toMatchObject({ timeZone: 'America/New_York', breakThresholdMinutes: 20, carryHours: 4 });
  });

  test('when the group says nothing of its own, then the company counts', () => {
    const groups = new Map([['abroad', { settings: [{ effectiveFrom: 0, value: { timeZone: null, breakThresholdMinutes: null } }] }]]);

    expect(valueAt(personOf({ ...records, groups }).rules, 75)).toMatchObject({ timeZone: 'Asia/Tokyo', breakThresholdMinutes: 45 });
  });

  test.each([
    ['the employee', { employee: undefined }],
    ['the company', { company: undefined }],
    ['a division that the employee names', { divisions: new Map() }],
    ['a group that the membership names', { groups: new Map() }],
  ])('when %s has not arrived, then the person is not known but still has days', (_what, missing) => {
    const person = personOf({ ...records, ...missing });

    expect(person.known).toBe(false);
    expect(valueAt(person.rules, 75).timeZone).not.toBe('');
  });

  test('when a person has no group and no division, then that is nothing to wait for', () => {
    const employee = { employeeKey: 'key', employeeCode: '1001', name: '', divisions: [] };

    expect(personOf({ ...records, employee, membership: undefined }).known).toBe(true);
  });
});
