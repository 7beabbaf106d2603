import type { Logger } from '../log.ts';

/**
 * On SIGTERM or SIGINT runs the steps in order and ends the process: with 0 when all went well,
 * with 1 when a step failed or the time was up. A failed step does not keep the later ones from running.
 */
export function shutdownOnSignal({ withinMs, log }: { withinMs: number; log: Logger }, steps: readonly (() => unknown)[]): void {
  let begun = false;
  const begin = (signal: NodeJS.Signals): void => {
    if (begun) return;
    begun = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error({ withinMs }, 'stopped by force');
      process.exit(1);
    }, withinMs).unref();
    void runSteps(log, steps).then((exitCode) => process.exit(exitCode));
  };
  process.on('SIGTERM', begin);
  process.on('SIGINT', begin);
}

async function runSteps(log: Logger, steps: readonly (() => unknown)[]): Promise<0 | 1> {
  let exitCode: 0 | 1 = 0;
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      exitCode = 1;
      log.error({ err: error }, 'a step of the shutdown failed');
    }
  }
  return exitCode;
}
