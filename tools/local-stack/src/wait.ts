import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again until `ready` holds, every 25 ms unless said otherwise.
 * @throws Error naming `what` and the last problem, after `withinMs` milliseconds or as soon as `givenUp` says why.
 */
export const until = async (
  what: string,
  withinMs: number,
  ready: () => Promise<boolean>,
  givenUp: () => string | undefined = () => undefined,
  everyMs = 25,
): Promise<void> => {
  const deadline = performance.now() + withinMs;
  let lastProblem: unknown;
  for (;;) {
    try {
      if (await ready()) return;
    } catch (error) {
      lastProblem = error;
    }
    const reason = givenUp();
    if (reason !== undefined) throw new Error(`${what}: ${reason}`, { cause: lastProblem });
    if (performance.now() > deadline) throw new Error(`${what}: not ready within ${withinMs} ms`, { cause: lastProblem });
    await pause(everyMs);
  }
};
