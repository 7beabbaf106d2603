import { expect, test } from '@jest/globals';
import { createLogger } from './log.ts';

test('when secrets are logged by name, deep inside or within an error, then only their absence is written', () => {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', write: (line) => lines.push(line), now: () => new Date(0) });
  const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
  log.info('x', { code: '123456', activationCode: 'SECRET1', errorCode: 'rate-limited', deep: { list: [{ secret: 'SECRET2' }] }, error: new Error(`bad ${jwt}`) });
  log.debug('not shown');
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toMatch(/123456|SECRET|eyJ/);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ time: '1970-01-01T00:00:00.000Z', level: 'info', msg: 'x', errorCode: 'rate-limited' });
});
