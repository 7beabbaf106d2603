import type { Dispatcher } from 'undici';
import { z } from 'zod';
import { AttendanceFailure } from './attendance-failure.ts';
import { exchange, type Exchange } from './http-exchange.ts';
import type { Pace } from './pace.ts';
import { readAnswer } from './read-answer.ts';
import { restrictedUntil, type RestrictedSpan } from './restricted-hours.ts';
import { Administrator, Company, CreatedTimeRecord, Division, Employee, TimeRecordDay, TokenAvailability, WorkingType } from './shapes.ts';

/** The company's door to the attendance system. The token is opened only for the time of the calls. */
export interface Connection {
  companyId: string;
  /** As checkBaseUrl returned it. */
  baseUrl: string;
  token: string;
}

export interface KingOfTimeOptions {
  pace: Pace;
  restrictedHours: readonly RestrictedSpan[];
  /** Least time between two calls of a company, in ms. Default 1,000 (domain 8.4 item 2). */
  intervalMs?: number;
  /** Longest wait for a turn, in ms; beyond it a call fails as 'attendance-queue-full'. Default 60,000. */
  longestWaitMs?: number;
  /** Longest time for one exchange, in ms. Default 15,000. */
  timeoutMs?: number;
  /** Longest answer, in bytes. Default 32 MiB: some 50,000 people. */
  maxAnswerBytes?: number;
  /** Waits after each "too many requests", in ms; their number is the number of repeats. */
  busyWaitsMs?: readonly number[];
  dispatcher?: Dispatcher;
  now?: () => Date;
  sleep?: (ms: number) => Promise<void>;
}

export interface PunchToRecord {
  employeeKey: string;
  /** Business day the punch is tied to, YYYY-MM-DD. */
  date: string;
  time: Date;
  code: '1' | '2' | '3' | '4';
  divisionCode?: string;
}

export interface TimeRecordQuery {
  employeeKeys?: readonly string[];
  /** First and last day, YYYY-MM-DD; at most 62 days. */
  start: string;
  end: string;
}

/** The WebAPI v1.0 as typed calls. Every call rejects with AttendanceFailure and with nothing else. */
export interface KingOfTime {
  tokenAvailable(connection: Connection): Promise<boolean>;
  company(connection: Connection): Promise<Company>;
  administrators(connection: Connection): Promise<Administrator[]>;
  employees(connection: Connection, o: { includeResigner: boolean }): Promise<Employee[]>;
  divisions(connection: Connection): Promise<Division[]>;
  workingTypes(connection: Connection): Promise<WorkingType[]>;
  timeRecords(connection: Connection, query: TimeRecordQuery): Promise<TimeRecordDay[]>;
  /** Writes one punch. An 'ambiguous' failure is settled by reading the day before writing again. */
  recordPunch(connection: Connection, punch: PunchToRecord): Promise<CreatedTimeRecord>;
}

const defaults = {
  intervalMs: 1_000,
  longestWaitMs: 60_000,
  timeoutMs: 15_000,
  maxAnswerBytes: 32 * 1024 * 1024,
  busyWaitsMs: [2_000, 4_000, 8_000],
  now: () => new Date(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};

/** The longest pause that an answer's Retry-After may ask for before the call is given back as busy, in ms. */
const longestRetryAfterMs = 60_000;

interface Call {
  method: Exchange['method'];
  /** Template for failure texts, for example "/employees". */
  template: string;
  path: string;
  query?: Record<string, string>;
  body?: unknown;
}

export function createKingOfTime(options: KingOfTimeOptions): KingOfTime {
  const o = { ...defaults, ...options };

  async function waitForTurn(companyId: string, call: string, delayMs: number): Promise<void> {
    const turn = await o.pace
      .takeTurn(companyId, { intervalMs: o.intervalMs, delayMs, longestWaitMs: o.longestWaitMs + delayMs })
      .catch((cause: unknown) => {
        throw new AttendanceFailure('transient', 'attendance-pace-unavailable', { call, cause });
      });
    if (turn === 'full') throw new AttendanceFailure('transient', 'attendance-queue-full', { call });
    if (turn.waitMs > 0) await o.sleep(turn.waitMs);
  }

  function refuseInRestrictedHours(call: string): void {
    const retryAt = restrictedUntil(o.restrictedHours, o.now());
    if (retryAt) throw new AttendanceFailure('transient', 'attendance-restricted-hours', { call, retryAt });
  }

  async function ask<S extends z.ZodType>(connection: Connection, schema: S, c: Call): Promise<z.infer<S>> {
    const call = `${c.method} ${c.template}`;
    const query = c.query ? `?${new URLSearchParams(c.query).toString()}` : '';
    let delayMs = 0;
    for (let repeat = 0; ; repeat++) {
      refuseInRestrictedHours(call);
      await waitForTurn(connection.companyId, call, delayMs);
      // Waiting may have led into the restricted hours.
      refuseInRestrictedHours(call);
      const answer = await exchange({
        method: c.method,
        call,
        url: `${connection.baseUrl}${c.path}${query}`,
        token: connection.token,
        ...(c.body === undefined ? {} : { body: c.body }),
        timeoutMs: o.timeoutMs,
        maxAnswerBytes: o.maxAnswerBytes,
        ...(o.dispatcher ? { dispatcher: o.dispatcher } : {}),
      });
      const reading = readAnswer({ method: c.method, call }, schema, answer);
      if (reading.outcome === 'value') return reading.value;
      const wait = o.busyWaitsMs[repeat];
      const asked = answer.retryAfterMs ?? 0;
      if (wait === undefined || asked > longestRetryAfterMs) throw new AttendanceFailure('transient', 'attendance-rate-limited', { call, status: reading.status });
      delayMs = Math.max(wait, asked);
    }
  }

  const get = <S extends z.ZodType>(connection: Connection, schema: S, template: string, query?: Record<string, string>): Promise<z.infer<S>> =>
    ask(connection, schema, { method: 'GET', template, path: template, ...(query ? { query } : {}) });

  return {
    async tokenAvailable(connection) {
      // The one call that carries the token in its path, as the WebAPI has it; failure texts show the template.
      const path = `/tokens/${encodeURIComponent(connection.token)}/available`;
      return (await ask(connection, TokenAvailability, { method: 'GET', template: '/tokens/{token}/available', path })).available;
    },
    company: (connection) => get(connection, Company, '/company'),
    administrators: (connection) => get(connection, z.array(Administrator), '/administrators', { additionalFields: 'emailAddresses' }),
    employees: (connection, { includeResigner }) =>
      get(connection, z.array(Employee), '/employees', {
        includeResigner: String(includeResigner),
        additionalFields: 'hiredDate,resignationDate,emailAddresses',
      }),
    divisions: (connection) => get(connection, z.array(Division), '/divisions'),
    workingTypes: (connection) => get(connection, z.array(WorkingType), '/working-types'),
    timeRecords: (connection, { employeeKeys, start, end }) =>
      get(connection, z.array(TimeRecordDay), '/daily-workings/timerecord', {
        ...(employeeKeys ? { employeeKeys: employeeKeys.join(',') } : {}),
        start,
        end,
      }),
    recordPunch: (connection, { employeeKey, date, time, code, divisionCode }) =>
      ask(connection, CreatedTimeRecord, {
        method: 'POST',
        template: '/daily-workings/timerecord/{employeeKey}',
        path: `/daily-workings/timerecord/${encodeURIComponent(employeeKey)}`,
        body: { date, time: japaneseTime(time), code, ...(divisionCode === undefined ? {} : { divisionCode }) },
      }),
  };
}

/** A time as the WebAPI takes punches: `2016-05-10T10:00:00+09:00` (domain 8.1 item 2). */
export function japaneseTime(time: Date): string {
  return `${new Date(time.getTime() + 9 * 3_600_000).toISOString().slice(0, 19)}+09:00`;
}
