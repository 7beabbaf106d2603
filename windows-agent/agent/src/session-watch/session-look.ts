import { setTimeout as pause } from 'node:timers/promises';
import type { Stamp } from '../clock/stamp.ts';
import type { HostLink } from '../host-link/host-link.ts';
import type { Logger } from '../log.ts';
import { parsePresentSessions } from './present-session.ts';
import type { PresentSession } from './present-session.ts';
import type { Recorder } from './recorder.ts';

/** Compares, after each start, the sessions that Windows has with those that lines told of. */
export interface SessionLook {
  /** Everything that the host held is told and on disk; `stamp` is the moment. */
  caughtUp(stamp: Stamp): Promise<void>;
  stop(): void;
}

/** Between the two looks, in milliseconds: longer than Windows takes to tell of a session that it shows already. */
const betweenLooksMs = 2_000;

export function createSessionLook(options: {
  host: Pick<HostLink, 'ask'>;
  recorder: Pick<Recorder, 'bootId' | 'present'>;
  monotonic: () => number;
  log: Logger;
  pause?: (ms: number, value: undefined, options: { signal: AbortSignal }) => Promise<void>;
}): SessionLook {
  const { host, recorder, monotonic, log } = options;
  const wait = options.pause ?? pause;
  const stopped = new AbortController();

  /** undefined: the host cannot tell. */
  async function look(): Promise<PresentSession[] | undefined> {
    const answer = await host.ask('sessions').catch(() => undefined);
    return answer === undefined ? undefined : parsePresentSessions(Buffer.from(answer).toString('utf8'));
  }

  async function compare(stamp: Stamp): Promise<void> {
    const begun = monotonic();
    const bootId = recorder.bootId();
    const first = await look();
    if (first === undefined) return log.info('The host tells no sessions; nothing is inferred');
    await wait(betweenLooksMs, undefined, { signal: stopped.signal });
    const second = await look();
    if (second === undefined || stopped.signal.aborted || recorder.bootId() !== bootId) return;
    const passedMs = Math.round(monotonic() - begun);
    const inferred = recorder.present([first, second], { ...stamp, utcMs: stamp.utcMs + passedMs, monotonicMs: stamp.monotonicMs + passedMs });
    if (inferred > 0) log.warn('Sessions differ from what was told', { inferred });
  }

  return {
    caughtUp: (stamp) =>
      compare(stamp).catch((error: unknown) => {
        if (!stopped.signal.aborted) log.error('The sessions could not be compared', { error });
      }),
    stop: () => stopped.abort(),
  };
}
