import type { Clock } from '@genkan/service-kit';
import { testClock } from '@genkan/test-kit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { limits, type Limiter } from './limits.ts';

/** What every limiter does. */
export function limiterContract(name: string, open: (clock: Clock) => Promise<{ limiter: Limiter; close: () => Promise<void> }>): void {
  describe(name, () => {
    const clock = testClock('2026-04-01T00:00:00Z');
    let opened: Awaited<ReturnType<typeof open>>;
    beforeAll(async () => void (opened = await open(clock)));
    afterAll(() => opened.close());

    const { most, windowSeconds } = limits['refused-operator-source'];
    const charge = (subject: string, times = 1) =>
      Promise.allSettled(Array.from({ length: times }, () => opened.limiter.charge('refused-operator-source', subject)));
    const passed = (outcomes: PromiseSettledResult<void>[]): number => outcomes.filter(({ status }) => status === 'fulfilled').length;

    test('when calls come at once, then exactly as many pass as the limit says', async () => {
      const subject = `at-once-${crypto.randomUUID()}`;
      const outcomes = await charge(subject, most * 3);
      expect(passed(outcomes)).toBe(most);
      const refused = outcomes.find((outcome) => outcome.status === 'rejected');
      expect(refused?.reason).toMatchObject({ code: 'rate-limited', headers: { 'retry-after': String(windowSeconds) } });
    });

    test('when one subject is at its limit, then another is not', async () => {
      const subject = `one-${crypto.randomUUID()}`;
      await charge(subject, most + 1);
      expect(passed(await charge(`${subject}-other`))).toBe(1);
    });

    test('when the window is over, then calls pass again', async () => {
      const subject = `window-${crypto.randomUUID()}`;
      await charge(subject, most);
      clock.advanceBy((windowSeconds - 1) * 1_000);
      expect(passed(await charge(subject))).toBe(0);
      clock.advanceBy(1_000);
      expect(passed(await charge(subject))).toBe(1);
    });

    test('when it is only asked, then nothing is counted', async () => {
      const subject = `asked-${crypto.randomUUID()}`;
      for (let time = 0; time < most * 2; time += 1) await opened.limiter.refuseExhausted('refused-operator-source', subject);
      expect(passed(await charge(subject, most))).toBe(most);
      await expect(opened.limiter.refuseExhausted('refused-operator-source', subject)).rejects.toMatchObject({ code: 'rate-limited' });
    });
  });
}
