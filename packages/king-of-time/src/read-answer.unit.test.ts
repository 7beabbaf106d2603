import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { AttendanceFailure } from './attendance-failure.ts';
import { readAnswer, type Reading } from './read-answer.ts';
import { Employee } from './shapes.ts';

const get = { method: 'GET', call: 'GET /employees' } as const;
const post = { method: 'POST', call: 'POST /daily-workings/timerecord/{employeeKey}' } as const;
const employees = z.array(Employee);

const failureOf = (run: () => unknown): AttendanceFailure => {
  try {
    run();
  } catch (error) {
    if (error instanceof AttendanceFailure) return error;
    throw error;
  }
  throw new Error('expected a failure');
};
const answer = (status: number, body: unknown): { status: number; text: string; retryAfterMs: undefined } => ({ status, text: typeof body === 'string' ? body : JSON.stringify(body), retryAfterMs: undefined });

const flat = (code: number | string): unknown => ({ code, message: 'said' });
const listed = (code: number | string): unknown => ({ errors: [{ code, message: 'said' }] });

describe('readAnswer', () => {
  test.each([
    ['303 flat as text', 400, flat('303')],
    ['303 flat as a number', 503, flat(303)],
    ['303 in the list form', 400, listed(303)],
    ['303 with status 200', 200, flat('303')],
    ['HTTP 429 with no body', 429, ''],
    ['HTTP 303 with body code 303', 303, flat('303')],
  ])('when the answer is %s, then it is busy', (_name, status, body) => {
    expect(readAnswer(get, employees, answer(status, body))).toEqual({ outcome: 'busy', status } satisfies Reading<never>);
  });

  test.each([
    ['111 in the list form', 400, listed(111), 'attendance-token-refused', 'permanent'],
    ['111 flat as text', 401, flat('111'), 'attendance-token-refused', 'permanent'],
    ['111 with status 200', 200, listed('111'), 'attendance-token-refused', 'permanent'],
    ['HTTP 401 of a proxy', 401, '<html>', 'attendance-token-refused', 'permanent'],
    ['another code', 400, listed(222), 'attendance-rejected', 'permanent'],
    ['another code with status 200', 200, flat('222'), 'attendance-rejected', 'permanent'],
    ['HTTP 404 with no JSON', 404, 'not here', 'attendance-rejected', 'permanent'],
    ['HTTP 500', 500, flat('999'), 'attendance-unavailable', 'transient'],
    ['HTTP 503 of a proxy', 503, '<html>', 'attendance-unavailable', 'transient'],
    ['a redirect', 302, '', 'attendance-redirected', 'permanent'],
    ['no JSON', 200, '[{"code"', 'attendance-answer-invalid', 'permanent'],
    ['another shape', 200, { employees: [] }, 'attendance-answer-invalid', 'permanent'],
    ['a person without a key', 200, [{ code: '1', lastName: '佐藤', divisionCode: '1' }], 'attendance-answer-invalid', 'permanent'],
    ['a person with an empty key', 200, [{ code: '1', key: '', lastName: '佐藤', divisionCode: '1' }], 'attendance-answer-invalid', 'permanent'],
    ['a date that is none', 200, [{ code: '1', key: 'k', lastName: '佐藤', divisionCode: '1', hiredDate: '2026-02-30' }], 'attendance-answer-invalid', 'permanent'],
  ])('when the answer is %s, then it fails with its code', (_name, status, body, code, kind) => {
    const failure = failureOf(() => readAnswer(get, employees, answer(status, body)));
    expect([failure.code, failure.kind]).toEqual([code, kind]);
  });

  test.each([
    ['HTTP 500', 500, flat('999'), 'attendance-unavailable'],
    ['a created answer of another shape', 201, {}, 'attendance-answer-invalid'],
  ])('when a write is answered with %s, then what happened is ambiguous', (_name, status, body, code) => {
    const failure = failureOf(() => readAnswer(post, employees, answer(status, body)));
    expect([failure.code, failure.kind]).toEqual([code, 'ambiguous']);
  });

  test('when an answer has fields Genkan does not know, then they are tolerated and dropped', () => {
    const person = { code: '00300', key: 'k', lastName: '佐藤', firstName: '花', divisionCode: '1000', gender: 'female', birthDate: '1990-01-01', nickname: 'x' };
    const reading = readAnswer(get, employees, answer(200, [person]));
    expect(reading).toEqual({ outcome: 'value', value: [{ code: '00300', key: 'k', lastName: '佐藤', firstName: '花', divisionCode: '1000', emailAddresses: [] }] });
  });

  test('when a failure is printed, then the message of the attendance system is not in it', () => {
    const failure = failureOf(() => readAnswer(get, employees, answer(400, { code: '7', message: '佐藤花は存在しません' })));
    expect(failure.upstreamMessage).toBe('佐藤花は存在しません');
    expect(inspect(failure, { depth: 9, showHidden: true }) + JSON.stringify(failure) + String(failure)).not.toContain('佐藤');
  });
});
