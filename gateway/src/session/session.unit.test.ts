import { describe, expect, test } from '@jest/globals';
import { absoluteLimitMs, isCsrfToken, isOver, nameOf, newSecret } from './session.ts';

const session = { companyId: 'c', administratorKey: 'k', name: 'n', account: 'a', csrfToken: newSecret(), startedAt: '2026-04-01T00:00:00.000Z' };
const after = (milliseconds: number) => new Date(Date.parse(session.startedAt) + milliseconds);

describe('a session', () => {
  test('when twelve hours have passed, then it is over', () => {
    expect(isOver(session, after(absoluteLimitMs - 1))).toBe(false);
    expect(isOver(session, after(absoluteLimitMs))).toBe(true);
  });

  test('when secrets are made, then they have 256 bits and are never alike; their names tell nothing of them', () => {
    const [one, two] = [newSecret(), newSecret()];
    expect(Buffer.from(one, 'base64url')).toHaveLength(32);
    expect(one).not.toBe(two);
    expect(nameOf(one)).not.toContain(one.slice(0, 8));
  });

  test('when a token is compared, then only the whole right one fits', () => {
    expect(isCsrfToken(session, session.csrfToken)).toBe(true);
    for (const given of [undefined, '', session.csrfToken.slice(1), `${session.csrfToken}x`]) expect(isCsrfToken(session, given)).toBe(false);
  });
});
