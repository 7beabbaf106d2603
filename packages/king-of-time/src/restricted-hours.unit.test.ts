import { describe, expect, test } from '@jest/globals';
import { defaultRestrictedHours, parseRestrictedHours, restrictedUntil } from './restricted-hours.ts';

const spans = parseRestrictedHours(defaultRestrictedHours);
const jst = (time: string): Date => new Date(`2026-11-24T${time}+09:00`);

describe('restrictedUntil', () => {
  test.each([
    ['08:29:59.999', undefined],
    ['08:30:00.000', '10:00:00'],
    ['09:12:34.567', '10:00:00'],
    ['09:59:59.999', '10:00:00'],
    ['10:00:00.000', undefined],
    ['17:29:59.999', undefined],
    ['17:30:00.000', '18:30:00'],
    ['18:29:59.999', '18:30:00'],
    ['18:30:00.000', undefined],
    ['00:00:00.000', undefined],
    ['23:59:59.999', undefined],
  ])('when it is %s in Japan, then a call may start %s', (time, until) => {
    expect(restrictedUntil(spans, jst(time))).toEqual(until === undefined ? undefined : jst(until));
  });

  test('when two spans touch, then the end of the second counts', () => {
    expect(restrictedUntil(parseRestrictedHours('08:00-09:00,09:00-10:00'), jst('08:30:00'))).toEqual(jst('10:00:00'));
  });

  test('when there are none, then a call may always start', () => {
    expect(restrictedUntil(parseRestrictedHours('none'), jst('09:00:00'))).toBeUndefined();
  });
});

describe('parseRestrictedHours', () => {
  test.each(['', '8:30-10:00', '08:30', '25:00-26:00', '10:00-08:30', '10:00-10:00', '08:30-10:00;17:30-18:30'])('when the text is "%s", then it is refused', (text) => {
    expect(() => parseRestrictedHours(text)).toThrow(RangeError);
  });

  test('when the text holds blanks after the comma, then both spans are read', () => {
    expect(parseRestrictedHours('08:30-10:00, 17:30-18:30')).toEqual([
      { fromMinute: 510, toMinute: 600 },
      { fromMinute: 1050, toMinute: 1110 },
    ]);
  });
});
