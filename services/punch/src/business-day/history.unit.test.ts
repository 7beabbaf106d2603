import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { along, always, firstDifference, historyOf, together, valueAt } from './history.ts';

const moment = fc.integer({ min: 0, max: 100 });
const histories = <T>(value: fc.Arbitrary<T>, fallback: T) =>
  fc.array(fc.record({ effectiveFrom: moment, value }), { maxLength: 5 }).map((periods) => historyOf(periods, fallback));

describe('a history', () => {
  const history = historyOf([{ effectiveFrom: 20, value: 'new' }, { effectiveFrom: 10, value: 'old' }], 'none');

  test('when asked for a moment, then the value in force answers', () => {
    expect([5, 10, 19, 20, 99].map((at) => valueAt(history, at))).toEqual(['old', 'old', 'old', 'new', 'new']);
  });

  test('when there are no periods, then the fallback holds for ever', () => {
    expect(historyOf([], 'none')).toEqual(always('none'));
  });

  test('when an owner is followed, then each moment has the value of the owner of that moment', () => {
    fc.assert(
      fc.property(
        histories(fc.constantFrom(0, 1, 2), 0),
        fc.tuple(histories(fc.nat(9), 0), histories(fc.nat(9), 0), histories(fc.nat(9), 0)),
        moment,
        (owners, settings, at) => {
          const settingOf = (owner: number) => settings[owner] ?? always(-1);

          expect(valueAt(along(owners, settingOf), at)).toBe(valueAt(settingOf(valueAt(owners, at)), at));
        },
      ),
    );
  });

  test('when two settings are joined, then each moment has both', () => {
    fc.assert(
      fc.property(histories(fc.nat(9), 0), histories(fc.nat(9), 0), moment, (a, b, at) => {
        const both = together(a, b, (left, right) => ({ left, right }));

        expect(valueAt(both, at)).toEqual({ left: valueAt(a, at), right: valueAt(b, at) });
      }),
    );
  });

  test('when two histories part, then the moment is told, and all before it is the same', () => {
    fc.assert(
      fc.property(histories(fc.nat(2), 0), histories(fc.nat(2), 0), moment, (a, b, at) => {
        const parted = firstDifference(a, b);

        if (parted === null || at < parted) expect(valueAt(a, at)).toBe(valueAt(b, at));
        else if (at === parted && parted > 0) expect(valueAt(a, at)).not.toBe(valueAt(b, at));
      }),
    );
    expect(firstDifference(history, always('old'))).toBe(20);
    expect(firstDifference(history, always('new'))).toBe(0);
    expect(firstDifference(history, history)).toBeNull();
  });
});
