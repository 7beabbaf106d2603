import { createHmac, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import { openDatabase } from '../database/database.ts';
import type { Database } from '../database/database.ts';
import type { GatewayAnswer, GatewayRequest } from '../gateway-client/gateway.port.ts';
import { createLogger } from '../log.ts';
import { startBreakGlass } from './break-glass.ts';
import type { BreakGlass } from './break-glass.ts';

const salt = Buffer.alloc(16, 1);
const verifierOf = (codeId: string, code: string) => ({ codeId, salt: salt.toString('base64'), digest: createHmac('sha256', salt).update(code).digest('base64') });
const person = { windowsSid: 'S-1-5-21-1', windowsAccount: 'PC\\taro' };
const offline: GatewayAnswer = { kind: 'unavailable', reason: 'offline' };

let database: Database;
let breakGlass: BreakGlass;
let calls: GatewayRequest[];
let answer: (request: GatewayRequest) => GatewayAnswer;
let now: number;
let late: Promise<void>;
const lines: string[] = [];

function start(): void {
  breakGlass = startBreakGlass({
    database, clock: { now: () => now, monotonic: () => now }, clockOffsetMs: () => 0, enrolled: () => true, newId: randomUUID,
    backOff: { baseMs: 1, capMs: 2 }, random: () => 0.5, log: createLogger({ level: 'info', write: (line) => lines.push(line) }),
    gateway: {
      call: (request) => {
        calls.push(request);
        return late.then(() => answer(request));
      },
    },
  });
}
const restart = (): void => {
  breakGlass.stop();
  start();
};
const ready = () => eventually(() => expect(breakGlass.isReady()).toBe(true));

beforeEach(() => {
  database = openDatabase(':memory:');
  calls = [];
  late = Promise.resolve();
  now = Date.parse('2026-04-01T00:00:00Z');
  answer = ({ method }) => ({ kind: 'answered', body: method === 'GET' ? verifierOf('code-1', 'GATE') : { result: 'recorded' } });
  start();
});
afterEach(() => {
  breakGlass.stop();
  database.close();
});

describe('the break-glass code of a PC', () => {
  test('when the PC is enrolled, then it fetches what recognises its code, and keeps it over a restart without server', async () => {
    await ready();
    answer = () => offline;
    restart();
    expect(breakGlass.check({ ...person, code: 'gate' })).toBe('accepted');
  });

  test('when a code was used, then it is used up, also after a crash, and the server hears of it once it can', async () => {
    await ready();
    answer = () => offline;
    expect(breakGlass.check({ ...person, code: 'GATE' })).toBe('accepted');
    expect(breakGlass.check({ ...person, code: 'GATE' })).toBe('refused');
    restart();
    expect(breakGlass.isReady()).toBe(false);
    expect(breakGlass.check({ ...person, code: 'GATE' })).toBe('refused');

    answer = ({ method }) => ({ kind: 'answered', body: method === 'GET' ? verifierOf('code-2', 'NEXT') : { result: 'recorded' } });
    await ready();
    const reports = calls.filter(({ method }) => method === 'POST');
    expect(new Set(reports.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(reports.at(-1)?.body).toMatchObject({ codeId: 'code-1', ...person, usedAt: '2026-04-01T00:00:00.000Z' });
    // First that the old one is gone, then the new one: the server mints it by that word.
    expect(calls.map(({ method }) => method).lastIndexOf('POST')).toBeLessThan(calls.map(({ method }) => method).lastIndexOf('GET'));
    expect(breakGlass.check({ ...person, code: 'NEXT' })).toBe('accepted');
  });

  test('when five wrong codes were tried, then the right one waits too, also after a restart, but not for ever', async () => {
    await ready();
    for (let guess = 0; guess < 5; guess += 1) expect(breakGlass.check({ ...person, code: `BAD${guess}` })).toBe('refused');
    expect(breakGlass.check({ ...person, code: 'GATE' })).toBe('refused');
    restart();
    now += 59_000;
    expect(breakGlass.check({ ...person, code: 'GATE' })).toBe('refused');
    now += 1_000;
    expect(breakGlass.check({ ...person, code: 'GATE' })).toBe('accepted');
  });

  test('when the server has replaced the code, then the new one counts as soon as it is here, and the old one until then', async () => {
    await ready();
    answer = () => offline;
    breakGlass.current('code-2');
    await eventually(() => expect(calls.filter(({ method }) => method === 'GET')).toHaveLength(2));
    expect(breakGlass.isReady()).toBe(true);
    answer = () => ({ kind: 'answered', body: verifierOf('code-2', 'NEXT') });
    breakGlass.current('code-2');
    await eventually(() => expect(breakGlass.check({ ...person, code: 'NEXT' })).toBe('accepted'));
  });

  test('when it is used while the server is being asked for it, then the answer does not bring it back', async () => {
    await ready();
    const asked = Promise.withResolvers<void>();
    late = asked.promise;
    breakGlass.current('code-2');
    await eventually(() => expect(calls.filter(({ method }) => method === 'GET')).toHaveLength(2));
    expect(breakGlass.check({ ...person, code: 'GATE' })).toBe('accepted');
    asked.resolve();
    await eventually(() => expect(calls.filter(({ method }) => method === 'POST').length).toBeGreaterThan(0));
    await eventually(() => expect(calls.filter(({ method }) => method === 'GET').length).toBeGreaterThan(2));
    expect(breakGlass.check({ ...person, code: 'GATE' })).toBe('refused');
  });

  test('when what is on disk cannot be read, then nobody gets in by it and it is fetched anew', async () => {
    await ready();
    breakGlass.stop();
    for (const name of ['break-glass-code', 'break-glass-guesses', 'break-glass-uses']) database.prepare('UPDATE fact SET value = ? WHERE name = ?').run('rubbish', name);
    start();
    expect(breakGlass.check({ ...person, code: 'GATE' })).toBe('refused');
    await ready();
    expect(breakGlass.check({ ...person, code: 'GATE' })).toBe('accepted');
  });

  test('when all of that happens, then no code is in the log', () => {
    for (const code of ['GATE', 'NEXT', 'BAD']) expect(lines.join('')).not.toContain(code);
  });
});
