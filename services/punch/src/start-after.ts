import type { Running } from '@genkan/kafka-kit';
import type { Logger } from '@genkan/service-kit';

export interface StartLater extends Pick<Running, 'health' | 'stop'> {
  /** Resolves with what was started. */
  readonly started: Promise<Running>;
}

const retryPauseMs = 1_000;

/** Starts consuming once `ready` has resolved, asking again while it fails; until then it is not healthy. */
export function startAfter(ready: () => Promise<void>, start: () => Promise<Running>, log: Logger): StartLater {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Running | undefined;

  const begin = async (): Promise<Running> => {
    for (;;) {
      try {
        await ready();
        signal.throwIfAborted();
        running = await start();
        return running;
      } catch (error) {
        if (signal.aborted) throw error;
        log.warn({ err: error }, 'consuming could not start yet; trying again');
        await pause(retryPauseMs, signal);
      }
    }
  };
  const started = begin();
  started.catch(() => undefined); // ended by `stop`, which has its own caller

  return {
    started,
    async health() {
      if (running === undefined) throw new Error('consuming has not started yet');
      await running.health();
    },
    async stop() {
      stopping.abort();
      const last = await started.catch(() => undefined);
      await last?.stop();
    },
  };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    resolve();
  }, { once: true });
  return promise;
}
