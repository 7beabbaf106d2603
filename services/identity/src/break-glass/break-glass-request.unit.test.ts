import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ask, endsCode, isReported, listedMs, noBreakGlass, replaceRequest, withUse, type BreakGlass } from './break-glass.ts';
import { approve, newRequest, openMs, refuse, stateOf, view, type BreakGlassRequest, type Requester } from './break-glass-request.ts';

const start = new Date('2026-11-24T09:00:00Z');
const after = (ms: number): Date => new Date(start.getTime() + ms);
const administrator = (name: string): Requester => ({ administratorKey: name, name });
const [anna, ben, chie] = [administrator('anna'), administrator('ben'), administrator('chie')];
const asked = newRequest({ requestId: 'r', reason: '出張先で端末を紛失', requestedBy: anna }, start);
const decided = (result: { outcome: string; request?: BreakGlassRequest }): BreakGlassRequest => {
  if (result.request === undefined) throw new Error(result.outcome);
  return result.request;
};

describe('a request for a break-glass code', () => {
  test('when another administrator approves, then the requester sees the code once', () => {
    const approved = decided(approve(asked, ben, after(1_000)));
    expect([stateOf(asked, start), stateOf(approved, after(1_000))]).toEqual(['waiting', 'approved']);
    const viewed = view(approved, anna, after(2_000));
    expect(viewed).toMatchObject({ outcome: 'viewed', approvedBy: ben });
    const seen = decided(viewed);
    expect(stateOf(seen, after(openMs * 10))).toBe('viewed');
    expect(view(seen, anna, after(3_000))).toEqual({ outcome: 'ended' });
    expect(approve(seen, chie, after(3_000))).toEqual({ outcome: 'ended' });
    expect(refuse(seen, ben, after(3_000))).toEqual({ outcome: 'ended' });
  });

  test('when the requester approves, then it is refused, whatever the name', () => {
    expect(approve(asked, { ...anna, name: 'Anna B.' }, start)).toEqual({ outcome: 'own-request' });
  });

  test('when nobody approved yet, or somebody else wants to see it, then there is no code', () => {
    expect(view(asked, anna, start)).toEqual({ outcome: 'not-approved' });
    const approved = decided(approve(asked, ben, start));
    for (const other of [ben, chie]) expect(view(approved, other, start)).toEqual({ outcome: 'not-requester' });
  });

  test('when time runs out before approval or before the view, then it has ended', () => {
    expect(stateOf(asked, after(openMs - 1))).toBe('waiting');
    expect(approve(asked, ben, after(openMs))).toEqual({ outcome: 'ended' });
    expect(refuse(asked, ben, after(openMs))).toEqual({ outcome: 'ended' });
    expect(view(asked, anna, after(openMs))).toEqual({ outcome: 'ended' });
    const approved = decided(approve(asked, ben, after(openMs - 1)));
    expect(view(approved, anna, after(2 * openMs - 2))).toMatchObject({ outcome: 'viewed' });
    expect([stateOf(approved, after(2 * openMs - 1)), view(approved, anna, after(2 * openMs - 1)).outcome]).toEqual(['expired', 'ended']);
  });

  test('when it is refused or withdrawn, also after approval, then nobody sees the code', () => {
    const approved = decided(approve(asked, ben, start));
    for (const by of [anna, ben, chie]) {
      for (const request of [asked, approved]) {
        const refused = decided(refuse(request, by, start));
        expect([stateOf(refused, start), view(refused, anna, start).outcome, approve(refused, chie, start).outcome]).toEqual(['refused', 'ended', 'ended']);
      }
    }
  });

  test('when it is approved or refused again, then nothing changes', () => {
    const approved = decided(approve(asked, ben, start));
    expect(decided(approve(approved, chie, after(9)))).toBe(approved);
    const refused = decided(refuse(asked, ben, start));
    expect(decided(refuse(refused, chie, after(9)))).toBe(refused);
  });

  test('when three administrators do anything in any order, then a view follows another’s approval in its time, once, and never a refusal', () => {
    const step = fc.record({ by: fc.constantFrom(anna, ben, chie), what: fc.constantFrom(approve, refuse, view), waitMs: fc.constantFrom(0, 1, openMs / 2, openMs - 1, openMs) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let [request, now, views] = [asked, start, 0];
        let [approvedAt, refused]: [number | undefined, boolean] = [undefined, false];
        for (const { by, what, waitMs } of steps) {
          now = new Date(now.getTime() + waitMs);
          const before = stateOf(request, now);
          const result = what(request, by, now);
          if (!('request' in result)) continue;
          request = result.request;
          if (what === approve && before === 'waiting') {
            expect(by).not.toBe(anna);
            approvedAt = now.getTime();
          }
          if (what === refuse) refused = true;
          if (what === view) {
            views += 1;
            expect([by, refused]).toEqual([anna, false]);
            expect(now.getTime() - (approvedAt ?? Number.NaN)).toBeLessThan(openMs);
          }
        }
        expect(views).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the requests of a PC', () => {
  const askFor = (state: BreakGlass, requestId: string, requestedBy = anna, now = start) => ask(state, { requestId, reason: 'x', requestedBy }, now);

  test('when somebody asks again while the request is open, then it is the same; when it ended, then a new one', () => {
    const first = askFor(noBreakGlass, '1');
    expect(askFor(first.breakGlass, '2').request).toBe(first.request);
    expect(askFor(first.breakGlass, '2', ben).request.requestId).toBe('2');
    const refused = replaceRequest(first.breakGlass, decided(refuse(first.request, ben, start)));
    expect(askFor(refused, '2').request.requestId).toBe('2');
    expect(askFor(first.breakGlass, '2', anna, after(openMs)).request.requestId).toBe('2');
  });

  test('when many ended, then some are kept for a week, and what is open always is', () => {
    let state = askFor(noBreakGlass, 'open', ben).breakGlass;
    for (let count = 0; count < 50; count += 1) {
      const next = askFor(state, `${count}`);
      state = replaceRequest(next.breakGlass, decided(refuse(next.request, anna, start)));
    }
    expect(state.requests.length).toBeLessThanOrEqual(22);
    expect(state.requests.map(({ requestId }) => requestId)).toEqual(expect.arrayContaining(['open', '49']));
    expect(askFor(state, 'later', anna, after(listedMs)).breakGlass.requests.map(({ requestId }) => requestId)).toEqual(['later']);
  });

  test('when uses are reported, then the last ones are known, and only the present code ends', () => {
    let state: BreakGlass = noBreakGlass;
    for (let count = 0; count < 30; count += 1) state = withUse(state, `${count}`);
    expect([isReported(state, '29'), isReported(state, '30'), state.uses.length]).toEqual([true, false, 20]);
    expect(endsCode(state, 'a')).toBe(false);
    const code = { codeId: 'a', nextCodeId: 'b', salt: '', digest: '', sealed: '', mintedAt: start, viewedAt: null };
    expect([endsCode({ ...state, code }, 'a'), endsCode({ ...state, code }, 'b')]).toEqual([true, false]);
  });
});
