import { timingSafeEqual } from 'node:crypto';
import { json, Router, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { DateTime } from 'luxon';
import type { People } from '../people/people.ts';
import { workingTypes } from '../people/person.ts';
import { answer, errorList } from './answer.ts';
import type { Faults } from './faults.ts';
import { presentAdministrator, presentCompany, presentEmployee } from './people.presenter.ts';
import { NewTimeRecord, punchNames, type TimeRecords } from './time-records.ts';

export interface WebApi {
  people: People;
  faults: Faults;
  timeRecords: TimeRecords;
  calls: CallLog;
  token: string;
  now: () => Date;
}

/** The last calls, for tests of pace and hours. Paths that hold a token are not kept as they came. */
export interface CallLog {
  add(method: string, path: string): void;
  all(): { method: string; path: string; at: string }[];
  clear(): void;
}

export function createCallLog(now: () => Date): CallLog {
  let calls: { method: string; path: string; at: string }[] = [];
  return {
    add(method, path) {
      calls = [...calls.slice(-999), { method, path, at: now().toISOString() }];
    },
    all: () => calls,
    clear: () => {
      calls = [];
    },
  };
}

const longestSpanDays = 62;
const sameText = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
const fieldsOf = (req: Request): ReadonlySet<string> => new Set(queryText(req, 'additionalFields')?.split(','));
const queryText = (req: Request, name: string): string | undefined => {
  const value = req.query[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** The WebAPI v1.0 for what Genkan uses of it. */
export function webApiRoutes({ people, faults, timeRecords, calls, token, now }: WebApi): Router {
  const today = (): string => DateTime.fromJSDate(now(), { zone: 'Asia/Tokyo' }).toISODate()!;
  const refuse = (res: Response, status: number, code: number, message: string): void => void res.status(status).json(errorList(code, message));

  const authenticate: RequestHandler = (req: Request, res: Response, next: NextFunction): void => {
    const path = req.path.replace(/^\/tokens\/[^/]+/, '/tokens/{token}');
    calls.add(req.method, path);
    const given = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1] ?? '';
    if (!sameText(given, token)) return refuse(res, 401, 111, 'Bad Authentication.');
    next();
  };
  const send = (path: string, read: (req: Request) => unknown): RequestHandler => async (req, res) => answer(res, 200, read(req), faults.next(path));

  const employees = (req: Request): unknown[] => {
    const date = queryText(req, 'date') ?? today();
    const division = queryText(req, 'division');
    const withResigners = queryText(req, 'includeResigner') === 'true';
    const divisions = people.all('divisions');
    return people
      .all('employees')
      .filter((employee) => withResigners || employee.resignationDate === undefined || employee.resignationDate >= date)
      .filter((employee) => division === undefined || employee.divisionCode === division)
      .map((employee) => presentEmployee(employee, divisions, fieldsOf(req)));
  };

  const dailyRecords = (start: string, end: string, employeeKeys: string | undefined): unknown[] => {
    const wanted = employeeKeys === undefined ? undefined : new Set(employeeKeys.split(','));
    const days = new Map<string, Map<string, unknown[]>>();
    for (const { date, employeeKey, record } of timeRecords.between(start, end)) {
      if (wanted && !wanted.has(employeeKey)) continue;
      const day = days.get(date) ?? new Map<string, unknown[]>();
      day.set(employeeKey, [...(day.get(employeeKey) ?? []), record]);
      days.set(date, day);
    }
    return [...days].map(([date, day]) => ({
      date,
      dailyWorkings: [...day].map(([employeeKey, timeRecord]) => ({ date, employeeKey, timeRecord })),
    }));
  };

  return Router()
    .use(authenticate)
    .get('/tokens/:token/available', (req, res) => answer(res, 200, { available: sameText(String(req.params['token']), token) }, faults.next('/tokens')))
    .get('/company', send('/company', presentCompany))
    .get('/divisions', send('/divisions', () => people.all('divisions')))
    .get('/working-types', send('/working-types', () => workingTypes))
    .get('/administrators', send('/administrators', (req) => people.all('administrators').map((one) => presentAdministrator(one, fieldsOf(req)))))
    .get('/employees', send('/employees', employees))
    .get('/daily-workings/timerecord', async (req, res) => {
      const start = queryText(req, 'start') ?? today();
      const end = queryText(req, 'end') ?? start;
      const span = DateTime.fromISO(end).diff(DateTime.fromISO(start), 'days').days;
      if (!(span >= 0 && span < longestSpanDays)) return refuse(res, 400, 222, 'Period is invalid.');
      await answer(res, 200, dailyRecords(start, end, queryText(req, 'employeeKeys')), faults.next('/daily-workings/timerecord'));
    })
    .post('/daily-workings/timerecord/:employeeKey', json({ limit: '64kb' }), async (req, res) => {
      const employee = people.all('employees').find((one) => one.key === req.params['employeeKey']);
      if (!employee) return refuse(res, 404, 404, 'Employee is not found.');
      const parsed = NewTimeRecord.safeParse(req.body);
      if (!parsed.success) return refuse(res, 400, 222, `${parsed.error.issues[0]?.path.join('.') ?? 'body'} is invalid.`);
      const { date, ...rest } = parsed.data;
      const divisionCode = rest.divisionCode ?? employee.divisionCode;
      const division = people.all('divisions').find((one) => one.code === divisionCode);
      if (!division) return refuse(res, 400, 222, 'divisionCode is invalid.');
      const code = rest.code ?? '1';
      const record = { ...rest, code, name: punchNames[code], divisionCode, divisionName: division.name };
      const fault = faults.next('/daily-workings/timerecord');
      // A time-out and a broken connection come after the write: that is what makes them ambiguous.
      const written = fault === undefined || ['time-out', 'slow', 'cut-answer'].includes(fault.kind);
      if (written) timeRecords.add(employee.key, date, record);
      await answer(res, 201, { date, employeeKey: employee.key, timeRecord: record }, fault);
    })
    .use((_req, res) => refuse(res, 404, 404, 'Not found.'));
}
