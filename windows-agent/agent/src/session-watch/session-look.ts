import type { Stamp } from '../clock/stamp.ts';
import type { HostLink } from '../host-link/host-link.ts';
import type { Logger } from '../log.ts';
import { parsePresentSessions } from './present-session.ts';
import type { PresentSession } from './present-session.ts';
import type { Recorder } from './recorder.ts';

/** Compares, after each start, the sessions that Windows has with those that lines told of. */
export interface SessionLook {
  /** A line was taken; the look waits until the host has nothing more to tell again. */
  lineTaken(line: { kind: string; stamp: Stamp }): void;
  stop(): void;
}

/** The host sends what it holds without a pause; this long without a line means that it has caught up. In milliseconds. */
export const quietMs = 1_500;
/** Between the two looks, in milliseconds: longer than Windows takes to tell of a session that it shows already. */
export const betweenLooksMs = 2_000;

export function createSessionLook(options: {
  host: Pick<HostLink, 'ask'>;
  recorder: Pick<Recorder, 'bootId' | 'present'>;
  monotonic: () => number;
  log: Logger;
}): SessionLook {
  const { host, recorder, monotonic, log } = options;
  let due = false;
  let timer: NodeJS.Timeout | undefined;
  let last: { stamp: Stamp; takenAt: number } | undefined;

  /** undefined: the host cannot tell. */
  async function look(): Promise<PresentSession[] | undefined> {
    const answer = await host.ask('sessions').catch(() => undefined);
    return answer === undefined ? undefined : parsePresentSessions(Buffer.from(answer).toString('utf8'));
  }

  async function compare(): Promise<void> {
    const bootId = recorder.bootId();
    const first = await look();
    if (first === undefined) return log.info('The host tells no sessions; nothing is inferred');
    await new Promise((resolve) => (timer = setTimeout(resolve, betweenLooksMs)));
    const second = await look();
    if (second === undefined || last === undefined || recorder.bootId() !== bootId) return;
    const passedMs = Math.round(monotonic() - last.takenAt);
    const { stamp } = last;
    const inferred = recorder.present([first, second], { ...stamp, utcMs: stamp.utcMs + passedMs, monotonicMs: stamp.monotonicMs + passedMs });
    if (inferred > 0) log.warn('Sessions differ from what was told', { inferred });
  }

  return {
    lineTaken({ kind, stamp }) {
      last = { stamp, takenAt: monotonic() };
      if (kind === 'begin') due = true;
      if (!due) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        due = false;
        compare().catch((error: unknown) => log.error('The sessions could not be compared', { error }));
      }, quietMs);
    },
    stop: () => clearTimeout(timer),
  };
}
