import { z } from 'zod';

/**
 * Answers of the WebAPI v1.0 (domain 8.2, 8.3). Fields that Genkan does not use are dropped here: what is not
 * kept cannot leak. The WebAPI omits properties that are null.
 */
const code = z.string().min(1).max(100);
const key = z.string().min(1).max(200);
const name = z.string().max(200);
const isoDate = z.iso.date();
const mailAddresses = z.array(z.string().max(320)).max(100).default([]);

export const TokenAvailability = z.object({ available: z.boolean() });

export const Company = z.object({ key: key.optional(), code, name, host: z.string().optional() });
export type Company = z.infer<typeof Company>;

export const Administrator = z.object({ code, key, name, emailAddresses: mailAddresses });
export type Administrator = z.infer<typeof Administrator>;

export const Employee = z.object({
  code,
  key,
  lastName: name,
  firstName: name.default(''),
  divisionCode: code,
  divisionName: name.optional(),
  typeCode: code.optional(),
  typeName: name.optional(),
  hiredDate: isoDate.optional(),
  resignationDate: isoDate.optional(),
  emailAddresses: mailAddresses,
});
export type Employee = z.infer<typeof Employee>;

export const Division = z.object({ code, name, dayBorderTime: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/) });
export type Division = z.infer<typeof Division>;

export const WorkingType = z.object({ code, name });
export type WorkingType = z.infer<typeof WorkingType>;

/** Codes of a punch: 1 clock-in, 2 clock-out, 3 break start, 4 break end, 7 outing start, 8 outing end. */
export const TimeRecord = z.object({
  time: z.iso.datetime({ offset: true }),
  code: z.union([z.string(), z.number()]).transform(String).optional(),
  name: name.optional(),
  divisionCode: code.optional(),
  credentialCode: z.union([z.string(), z.number()]).transform(Number).optional(),
  credentialName: name.optional(),
});
export type TimeRecord = z.infer<typeof TimeRecord>;

const dailyWorking = z.object({ date: isoDate, employeeKey: key, timeRecord: z.array(TimeRecord).default([]) });
export const TimeRecordDay = z.object({ date: isoDate, dailyWorkings: z.array(dailyWorking) });
export type TimeRecordDay = z.infer<typeof TimeRecordDay>;

export const CreatedTimeRecord = z.object({ date: isoDate, employeeKey: key, timeRecord: TimeRecord });
export type CreatedTimeRecord = z.infer<typeof CreatedTimeRecord>;
