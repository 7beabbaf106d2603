import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLogger } from './log.ts';

const canary = 'canary-31415926';

function loggedBy(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger({ service: 'test', level: 'trace', instance: 'test-1', destination: { write: (line) => void lines.push(line) } }));
  return lines.join('');
}

describe('the logger', () => {
  test.each([
    'authorization', 'Cookie', 'set-cookie', 'code', 'otp', 'otpCode', 'secret', 'clientSecret', 'token', 'access_token', 'enrolmentToken',
    'assertion', 'client_assertion', 'password', 'windowsPassword', 'activationCode', 'seed', 'csrfToken', 'genkan-device', 'operatorTokens',
  ])('when a field is called %s, then its value is not in the line, at any depth', (name) => {
    const line = loggedBy((log) => log.info({ [name]: canary, deep: { list: [{ [name]: { inner: canary } }] } }, 'hello'));
    expect(line).not.toContain(canary);
    expect(line).toContain('hello');
  });

  test.each([
    ['a JWT', 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl', 'eyJzdWIi'],
    ['a bearer credential', `Authorization: Bearer ${canary}`, canary],
    ['an otpauth URI', `otpauth://totp/x?secret=${canary}`, canary],
    ['a connection string', `redis://user:${canary}@host:6379`, canary],
    ['a query', `GET /sso/callback?code=${canary}&x=1`, canary],
  ])('when a message, a field or an error quotes %s, then it is not in the line', (_what, text, hidden) => {
    const line = loggedBy((log) => {
      log.info(text);
      log.info({ note: text });
      log.error({ err: new Error(text, { cause: new Error(text) }) });
      log.error(new Error(text));
    });
    expect(line).not.toContain(hidden);
    expect(line.trim().split('\n')).toHaveLength(4);
  });

  test('when an error is logged, then its kind, code and cause can be read', () => {
    const error = Object.assign(new TypeError('no'), { code: 'ECONNREFUSED', cause: new Error('deeper') });
    const entry: unknown = JSON.parse(loggedBy((log) => log.error({ err: error })));
    expect(entry).toMatchObject({ level: 'error', service: 'test', err: { type: 'TypeError', message: 'no', code: 'ECONNREFUSED', cause: { message: 'deeper' } } });
  });

  test('when bytes or a circular object are logged, then neither their content nor a crash is the result', () => {
    const circular: Record<string, unknown> = { bytes: Buffer.from(canary) };
    circular['self'] = circular;
    const line = loggedBy((log) => log.info(circular));
    expect(line).not.toContain(Buffer.from(canary).toString('base64'));
    expect(line).not.toContain(canary);
  });

  test('when any object holds a secret by name somewhere, then the line never has it', () => {
    const tree = fc.letrec((tie) => ({
      leaf: fc.constant({ token: canary }),
      node: fc.oneof({ depthSize: 'small' }, tie('leaf'), fc.record({ a: tie('node'), b: fc.array(tie('node'), { maxLength: 3 }) })),
    })).node;
    fc.assert(fc.property(tree, (value) => !loggedBy((log) => log.info({ value })).includes(canary)), { numRuns: 200 });
  });
});
