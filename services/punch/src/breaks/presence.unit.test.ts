import { describe, expect, test } from '@jest/globals';
import { script } from '../testing/day-script.ts';
import type { Observation } from '../business-day/observation.ts';
import { isInUse, nobody, observe } from './presence.ts';

const after = (events: string): boolean => isInUse(script(events).reduce(observe, nobody));
const ofWholePc = (events: string): Observation[] => script(events).map((one) => ({ ...one, session: null }));

describe('presence', () => {
  test.each(['logon', 'unlock', 'switch-connect'])('when a %s is seen, then the person is there', (kind) => {
    expect(after(`9:00 ${kind}`)).toBe(true);
  });

  test.each(['logoff', 'lock', 'switch-disconnect', 'shutdown', 'sleep'])('when a %s ends the only session, then nobody is there', (kind) => {
    expect(after(`9:00 logon, 12:00 ${kind}`)).toBe(false);
  });

  test('when one of two PCs or sessions is left, then the person is still there', () => {
    expect(after('A 9:00 logon, B 9:30 logon, A 12:00 lock')).toBe(true);
    expect(after('9:00 logon #1, 9:30 switch-connect #2, 12:00 lock #1')).toBe(true);
  });

  test('when a session is left twice, then one unlock brings the person back', () => {
    expect(after('9:00 logon, 12:00 lock, 12:00 switch-disconnect, 13:00 unlock')).toBe(true);
  });

  test('when a PC resumes that slept while in use, then the person is there again', () => {
    expect(after('9:00 logon, 12:00 sleep, 13:00 resume')).toBe(true);
  });

  test('when a PC resumes that was locked before it slept, then nobody is there', () => {
    expect(after('9:00 logon, 11:59 lock, 12:00 sleep, 13:00 resume')).toBe(false);
    expect(after('9:00 resume')).toBe(false);
  });

  test('when a whole PC shuts down, then all its sessions are over and those of others are not', () => {
    const [shutdown] = ofWholePc('A 12:00 shutdown');
    const one = script('A 9:00 logon #1, A 9:10 switch-connect #2');

    expect(isInUse([...one, shutdown!].reduce(observe, nobody))).toBe(false);
    expect(isInUse([...one, ...script('B 9:20 logon'), shutdown!].reduce(observe, nobody))).toBe(true);
  });
});
