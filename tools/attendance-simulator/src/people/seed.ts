import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import { familyNames, givenNames } from './names.ts';
import type { Administrator, Division, Employee } from './person.ts';

export interface Seed {
  employees: Employee[];
  divisions: Division[];
  administrators: Administrator[];
}

/** People employed today; some more are not hired yet, and one has left. */
export const employedCount = 200;
const beforeHireCount = 3;

const keyOf = (kind: string, n: number): string => createHash('sha256').update(`${kind} ${n}`).digest('hex');

const divisions: Division[] = [
  { code: '1000', name: '本社', dayBorderTime: '00:00' },
  { code: '2000', name: '大阪支社', dayBorderTime: '00:00' },
  { code: '3000', name: '夜間センター', dayBorderTime: '05:00' },
];

const administrators: Administrator[] = [
  { key: keyOf('administrator', 1), code: 'admin', name: '全権管理者', emailAddresses: ['admin@example.jp'] },
  { key: keyOf('administrator', 2), code: 'jinji', name: '人事 担当', emailAddresses: ['jinji@example.jp'] },
  { key: keyOf('administrator', 3), code: 'johosys', name: '情報システム 担当', emailAddresses: ['johosys@example.jp'] },
];

function employee(n: number, today: DateTime): Employee {
  // 40 and 23 have no common factor, so no two of the first 920 people have the same name.
  const [lastName, lastNamePhonetics, lastLatin] = familyNames[n % familyNames.length]!;
  const [firstName, firstNamePhonetics, firstLatin, gender] = givenNames[n % givenNames.length]!;
  const code = String(n).padStart(5, '0');
  return {
    key: keyOf('employee', n),
    code,
    lastName,
    firstName,
    lastNamePhonetics,
    firstNamePhonetics,
    gender,
    // Half in the head office, the rest in two: night work is a fifth.
    divisionCode: n % 2 === 0 ? '1000' : n % 5 < 2 ? '3000' : '2000',
    typeCode: n % 7 === 0 ? '2' : '1',
    hiredDate: today.minus({ months: 6 + ((n * 7) % 180) }).startOf('month').toISODate()!,
    birthDate: today.minus({ years: 22 + (n % 40), days: (n * 11) % 365 }).toISODate()!,
    emailAddresses: [`${lastLatin}.${firstLatin}.${code}@example.jp`],
  };
}

/** The company as it is at the first start; the same on every machine, but for the dates, which follow `now`. */
export function makeSeed(now: Date): Seed {
  const today = DateTime.fromJSDate(now, { zone: 'Asia/Tokyo' }).startOf('day');
  const employees = Array.from({ length: employedCount + beforeHireCount + 1 }, (_, index) => {
    const person = employee(index + 1, today);
    if (index < employedCount) return person;
    if (index < employedCount + beforeHireCount) return { ...person, hiredDate: today.plus({ months: 2 }).startOf('month').toISODate()! };
    return { ...person, resignationDate: today.minus({ months: 2 }).endOf('month').toISODate()! };
  });
  return { employees, divisions: [...divisions], administrators: [...administrators] };
}
