export interface EventuallyOptions {
  /** When the last attempt is made, in milliseconds. */
  withinMs?: number;
  /** Pause between attempts, in milliseconds. */
  everyMs?: number;
}

/**
 * Repeats `assertion` until it does not throw, and returns what it returned; after `withinMs` fails with
 * its last error. For what another process or a consumer brings about in its own time.
 */
export async function eventually<Result>(
  assertion: () => Result | Promise<Result>,
  { withinMs = 20_000, everyMs = 20 }: EventuallyOptions = {},
): Promise<Result> {
  const until = performance.now() + withinMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() >= until) throw withTime(error, withinMs);
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

function withTime(error: unknown, withinMs: number): unknown {
  if (error instanceof Error) error.message = `Not within ${withinMs} ms: ${error.message}`;
  return error;
}
