import { z } from 'zod';

/** People and units as the attendance system knows them. What comes by an edit is checked by the same schemas. */
const isoDate = z.iso.date();
const code = z.string().min(1).max(50);
const key = z.string().min(1).max(100);

export const Employee = z.strictObject({
  key,
  code,
  lastName: z.string().min(1),
  firstName: z.string(),
  lastNamePhonetics: z.string().optional(),
  firstNamePhonetics: z.string().optional(),
  gender: z.enum(['male', 'female']),
  divisionCode: code,
  typeCode: code,
  hiredDate: isoDate.optional(),
  birthDate: isoDate.optional(),
  resignationDate: isoDate.optional(),
  emailAddresses: z.array(z.email()),
});
export type Employee = z.infer<typeof Employee>;

export const Division = z.strictObject({ code, name: z.string().min(1), dayBorderTime: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/) });
export type Division = z.infer<typeof Division>;

export const Administrator = z.strictObject({ key, code, name: z.string().min(1), emailAddresses: z.array(z.email()) });
export type Administrator = z.infer<typeof Administrator>;

export const workingTypes = [
  { code: '1', name: '正社員' },
  { code: '2', name: 'パート・アルバイト' },
];

export const company = { code: 'genkan-demo', name: '玄関デモ商事株式会社', host: 's2.example.jp' };
