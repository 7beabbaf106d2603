import type { CaughtUpLine, HostLine, NumberedLine } from '../host-link/host-line.ts';
import type { Logger } from '../log.ts';
import type { Recorder } from './recorder.ts';

type BeginLine = Extract<HostLine, { kind: 'begin' }>;
/** A line that is acknowledged once it is on disk. */
export type KeptLine = BeginLine | NumberedLine;

/** Brings the host's lines to disk one after the other and acknowledges each. */
export interface LineKeeper {
  /** `caught-up` passes in its place: when it is given on, all lines before it are on disk. */
  take(line: KeptLine | CaughtUpLine): void;
  stop(): void;
}

/** How soon a disk that refused (full, locked by a scanner) is tried again, in milliseconds. */
const retryMs = 2_000;

/**
 * While the disk refuses, lines wait in order and unacknowledged; the logon screen goes on working. None is ever passed over, for the
 * acknowledgement of a later one would stand for it too; the host bounds how many it gives without one (100 000).
 */
export function createLineKeeper(options: {
  recorder: Pick<Recorder, 'begin' | 'record'>;
  kept: (line: KeptLine) => void;
  caughtUp: (line: CaughtUpLine) => void;
  log: Logger;
}): LineKeeper {
  const { recorder, log } = options;
  const held: (KeptLine | CaughtUpLine)[] = [];
  let retry: NodeJS.Timeout | undefined;

  function drain(): void {
    retry = undefined;
    for (let line = held[0]; line !== undefined; line = held[0]) {
      try {
        if (line.kind === 'begin') recorder.begin(line);
        else if (line.kind !== 'caught-up') recorder.record(line);
      } catch (error) {
        log.error('The disk refuses; events wait in memory', { held: held.length, error });
        retry = setTimeout(drain, retryMs);
        return;
      }
      held.shift();
      if (line.kind === 'caught-up') options.caughtUp(line);
      else options.kept(line);
    }
  }

  return {
    take(line) {
      held.push(line);
      if (retry === undefined) drain();
    },
    stop: () => clearTimeout(retry),
  };
}
