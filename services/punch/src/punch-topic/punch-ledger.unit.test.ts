import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { revise } from './punch-ledger.ts';
import type { PunchLedger } from './punch-ledger.ts';
import type { DecidedPunch } from './punch.ts';

const punch = (given: Partial<DecidedPunch> = {}): DecidedPunch => ({
  punchId: 'in',
  kind: 'clock-in',
  time: 1_000,
  evidence: ['event-1'],
  estimated: false,
  state: 'tentative',
  ...given,
});
const clockOut = (time: number) => punch({ punchId: 'out', kind: 'clock-out', time, evidence: [`event-at-${time}`] });
const inShort = (ledger: PunchLedger) => ledger.map(({ punchId, revision, state, time }) => `${punchId}.${revision} ${state} ${time}`);

describe('the ledger of announced punches', () => {
  test('when a punch is new, then it has revision 1', () => {
    const { ledger, changed } = revise([], [punch()], 5);

    expect(changed).toEqual([{ ...punch(), revision: 1, decidedAt: 5 }]);
    expect(ledger).toEqual(changed);
  });

  test('when nothing changed, then nothing is announced', () => {
    const { ledger } = revise([], [punch(), clockOut(9)], 5);

    expect(revise(ledger, [punch(), clockOut(9)], 6)).toEqual({ ledger, changed: [], more: false });
  });

  test('when one of two punches moves, then only its revision rises', () => {
    const { ledger } = revise([], [punch(), clockOut(9)], 5);
    const next = revise(ledger, [punch(), clockOut(12)], 6);

    expect(inShort(next.changed)).toEqual(['out.2 tentative 12']);
    expect(inShort(next.ledger)).toEqual(['in.1 tentative 1000', 'out.2 tentative 12']);
  });

  test('when a punch no longer holds, then it is withdrawn with its last time, once', () => {
    const { ledger } = revise([], [punch(), clockOut(9)], 5);
    const gone = revise(ledger, [punch()], 6);

    expect(inShort(gone.changed)).toEqual(['out.2 withdrawn 9']);
    expect(revise(gone.ledger, [punch()], 7).changed).toEqual([]);
  });

  test('when a withdrawn punch comes back, then it continues its revisions', () => {
    const gone = revise(revise([], [clockOut(9)], 5).ledger, [], 6);

    expect(inShort(revise(gone.ledger, [clockOut(9)], 7).changed)).toEqual(['out.3 tentative 9']);
  });

  test('when only some changes can be announced now, then the others follow with the next calls', () => {
    const wanted = ['a', 'b', 'c'].map((punchId) => punch({ punchId }));
    const first = revise([], wanted, 5, 2);
    const second = revise(first.ledger, wanted, 6, 2);

    expect([first.more, first.changed.length, second.more, second.changed.length]).toEqual([true, 2, false, 1]);
    expect(second.ledger.map(({ punchId }) => punchId)).toEqual(['a', 'b', 'c']);
  });

  test('when punches change in any way, then each (id, revision) has one body and revisions rise by one', () => {
    const some = fc.uniqueArray(
      fc.record({ punchId: fc.constantFrom('a', 'b', 'c'), time: fc.nat(3), state: fc.constantFrom('tentative' as const, 'final' as const) }),
      { selector: ({ punchId }) => punchId },
    );
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), fc.integer({ min: 1, max: 3 }), (steps, atMost) => {
        const revisions = new Map<string, number>();
        steps.reduce<PunchLedger>((ledger, holding, now) => {
          const next = revise(ledger, holding.map(punch), now, atMost);
          for (const { punchId, revision } of next.changed) {
            expect(revision).toBe((revisions.get(punchId) ?? 0) + 1);
            revisions.set(punchId, revision);
          }
          return next.ledger;
        }, []);
      }),
    );
  });
});
