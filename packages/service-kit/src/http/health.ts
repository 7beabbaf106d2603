/** How long one check may take, in milliseconds, before it counts as failed. */
const checkTimeoutMs = 2_000;

export interface Readiness {
  ready: boolean;
  checks: Record<string, 'ok' | 'failed'>;
}

export interface Health {
  /** Asks every dependency at once. */
  readiness(): Promise<Readiness>;
  /** From now on not ready, so that no new request is routed here while the process ends. */
  drain(): void;
}

/** `checks` throw or reject when the dependency cannot be used. */
export function createHealth(checks: Record<string, () => Promise<void> | void>): Health {
  let draining = false;
  return {
    async readiness() {
      const results = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => [name, (await passes(check)) ? 'ok' : 'failed'] as const),
      );
      return { ready: !draining && results.every(([, result]) => result === 'ok'), checks: Object.fromEntries(results) };
    },
    drain() {
      draining = true;
    },
  };
}

async function passes(check: () => Promise<void> | void): Promise<boolean> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('health check timed out')), checkTimeoutMs);
  try {
    await Promise.race([(async () => check())(), tooLate]);
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
