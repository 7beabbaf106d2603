import { beforeEach, describe, expect, test } from '@jest/globals';
import { consoleLifetimes, createConsoleSessions } from './console-sessions.ts';
import type { ConsoleSessions } from './console-sessions.ts';

const taro = { windowsSid: 'S-1-5-21-1', windowsAccount: 'PC01\\taro' };
const hanako = { windowsSid: 'S-1-5-21-2', windowsAccount: 'PC01\\hanako' };
const { ticketMs, sessionIdleMs, sessionMs } = consoleLifetimes;

let now: number;
let sessions: ConsoleSessions;

beforeEach(() => {
  now = 1_000;
  sessions = createConsoleSessions(() => now);
});

describe('tickets', () => {
  test('when a ticket is used, then it opens one session of its account and never another', () => {
    const ticket = sessions.ticket(taro);
    expect(Buffer.from(ticket, 'base64url')).toHaveLength(32);
    expect(sessions.redeem(ticket)?.session.account).toEqual(taro);
    expect(sessions.redeem(ticket)).toBeUndefined();
  });

  test('when a minute has passed, or the ticket is any other text, then it opens nothing', () => {
    const ticket = sessions.ticket(taro);
    now += ticketMs;
    for (const wrong of [ticket, '', 'x', `${sessions.ticket(taro)}x`]) expect(sessions.redeem(wrong)).toBeUndefined();
  });
});

describe('sessions', () => {
  const open = (account: typeof taro) => {
    const opened = sessions.redeem(sessions.ticket(account));
    if (opened === undefined) throw new Error('The ticket opened nothing.');
    return opened;
  };

  test('when cookie and key are of one session, then it is found; when of two, or one is missing, then not', () => {
    const [first, second] = [open(taro), open(hanako)];
    expect(sessions.find(first.cookie, first.key)).toBe(first.session);
    expect(sessions.find(first.cookie, second.key)).toBeUndefined();
    expect(sessions.find(second.cookie, first.key)).toBeUndefined();
    expect(sessions.find(first.cookie, undefined)).toBeUndefined();
    expect(sessions.find(undefined, first.key)).toBeUndefined();
  });

  test('when it is used, then it lives on, but not beyond its hour; unused it ends after ten minutes', () => {
    const { cookie, key } = open(taro);
    for (let passed = 0; passed + sessionIdleMs < sessionMs; passed += sessionIdleMs - 1) {
      expect(sessions.find(cookie, key)).toBeDefined();
      now += sessionIdleMs - 1;
    }
    now = 1_000 + sessionMs;
    expect(sessions.find(cookie, key)).toBeUndefined();
    const idle = open(taro);
    now += sessionIdleMs;
    expect(sessions.find(idle.cookie, idle.key)).toBeUndefined();
  });

  test('when it is ended, then it is over and nobody can come any more', () => {
    const { cookie, key, session } = open(taro);
    expect(sessions.idle()).toBe(false);
    sessions.end(session);
    expect(sessions.find(cookie, key)).toBeUndefined();
    expect(sessions.idle()).toBe(true);
    sessions.ticket(taro);
    expect(sessions.idle()).toBe(false);
  });

  test('when somebody opens more than four, then his oldest ends, and no other person\'s', () => {
    const other = open(hanako);
    const own = Array.from({ length: 5 }, () => open(taro));
    expect(own.map(({ cookie, key }) => sessions.find(cookie, key) !== undefined)).toEqual([false, true, true, true, true]);
    expect(sessions.find(other.cookie, other.key)).toBeDefined();
  });
});
