import { describe, expect, test } from '@jest/globals';
import { script } from '../testing/day-script.ts';
import { timelineOf } from '../business-day/observation.ts';
import { breaksOf } from './breaks.ts';

const breaks = (events: string, threshold = 30): string[] =>
  breaksOf(timelineOf(script(events)), threshold).map(({ opening, closing }) => `${opening.id} - ${closing.id}`);

describe('breaks', () => {
  test.each([
    ['lock', 'unlock'],
    ['logoff', 'logon'],
    ['switch-disconnect', 'switch-connect'],
  ])('when %s and %s lie the threshold apart, then that is a break', (end, begin) => {
    expect(breaks(`9:00 logon, 12:00 ${end}, 12:30 ${begin}`)).toEqual([`12:00 ${end} - 12:30 ${begin}`]);
    expect(breaks(`9:00 logon, 12:00 ${end}, 12:29 ${begin}`)).toEqual([]);
  });

  test('when nobody came back, then there is no break', () => {
    expect(breaks('9:00 logon, 12:00 lock')).toEqual([]);
  });

  test('when a locked session is logged off during the absence, then the lock opened the break', () => {
    expect(breaks('9:00 logon, 12:00 lock, 12:20 logoff, 13:00 logon')).toEqual(['12:00 lock - 13:00 logon']);
  });

  test('when another PC was in use, then the break is only where none was', () => {
    expect(breaks('A 9:00 logon, B 9:30 logon, A 12:00 lock, B 12:30 lock, A 13:10 unlock')).toEqual([
      'B 12:30 lock - A 13:10 unlock',
    ]);
  });

  test('when the PC sleeps and resumes in use, then that is no break', () => {
    expect(breaks('9:00 logon, 12:00 sleep, 13:00 resume, 18:00 logoff')).toEqual([]);
  });

  test('when the PC sleeps and shows its lock on waking, then the break begins with the lock', () => {
    expect(breaks('9:00 logon, 12:00 sleep, 12:01 lock, 13:00 unlock')).toEqual(['12:01 lock - 13:00 unlock']);
  });

  test('when the threshold is one minute, then each absence of one minute is a break of its own', () => {
    expect(breaks('9:00 logon, 9:10 lock, 9:11 unlock, 9:12 lock, 9:13 unlock', 1)).toEqual([
      '9:10 lock - 9:11 unlock',
      '9:12 lock - 9:13 unlock',
    ]);
  });
});
