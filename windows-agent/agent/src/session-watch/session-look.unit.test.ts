import { describe, expect, test } from '@jest/globals';
import type { Stamp } from '../clock/stamp.ts';
import { createSessionLook } from './session-look.ts';

const base = Date.parse('2026-11-24T00:00:00Z');
const stamp: Stamp = { utcMs: base, monotonicMs: 600_000, utcOffsetMinutes: 540 };
const line = `1 active 0 console S-1-5-21-1 ${Buffer.from('PC01\\taro').toString('hex')} ${base - 60_000}\n`;
const seen = { sessionId: 1, windowsSid: 'S-1-5-21-1', windowsAccount: 'PC01\\taro', source: 'console', logonUtcMs: base - 60_000 };

/** A host that answers what is given, in order; `meanwhile` happens between the two looks. */
function looking(answers: readonly (string | undefined)[], meanwhile: () => void = () => undefined) {
  const left = [...answers];
  let passed = 0;
  const state = { bootId: 'boot-1', told: [] as unknown[], said: [] as string[], look: undefined as unknown as ReturnType<typeof createSessionLook> };
  const say = (text: string) => void state.said.push(text);
  state.look = createSessionLook({
    host: {
      ask: (verb) => {
        expect(verb).toBe('sessions');
        const answer = left.shift();
        return answer === undefined ? Promise.reject(new Error('refused')) : Promise.resolve(Buffer.from(answer));
      },
    },
    recorder: {
      bootId: () => state.bootId,
      present: (looks, now) => {
        state.told.push([looks, now]);
        return 0;
      },
    },
    monotonic: () => (passed += 1_000),
    pause: (ms) => {
      expect(ms).toBe(2_000);
      meanwhile();
      return Promise.resolve();
    },
    log: { debug: say, info: say, warn: say, error: say },
  });
  return { ...state, state, left };
}

describe('the look at the sessions once the host has told everything', () => {
  test('when it has caught up, then two looks are compared at the moment that the host named, and the time that passed since', async () => {
    const { look, told, left } = looking([line, line]);
    await look.caughtUp(stamp);
    expect(told).toEqual([[[[seen], [seen]], { utcMs: base + 1_000, monotonicMs: 601_000, utcOffsetMinutes: 540 }]]);
    expect(left).toEqual([]);
  });

  test.each([
    ['the first time', [undefined]],
    ['the second time', [line, undefined]],
    ['with a line that is none', ['who knows\n']],
  ])('when the host does not tell %s, then nothing is inferred and nothing goes wrong', async (_when, answers) => {
    const { look, told, said } = looking(answers);
    await look.caughtUp(stamp);
    expect(told).toEqual([]);
    expect(said.filter((text) => text.includes('could not'))).toEqual([]);
  });

  test('when another run of Windows begins between the looks, then they say nothing', async () => {
    const made = looking([line, line], () => (made.state.bootId = 'boot-2'));
    await made.look.caughtUp(stamp);
    expect(made.told).toEqual([]);
  });

  test('when the agent stops between the looks, then they say nothing', async () => {
    const made = looking([line, line], () => made.look.stop());
    await made.look.caughtUp(stamp);
    expect(made.told).toEqual([]);
  });
});
