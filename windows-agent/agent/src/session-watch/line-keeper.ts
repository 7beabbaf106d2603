import type { HostLine, NumberedLine } from '../host-link/host-line.ts';
import type { Logger } from '../log.ts';
import type { Recorder } from './recorder.ts';

type KeptLine = Extract<HostLine, { kind: 'begin' }> | NumberedLine;

/** Brings the host's lines to disk one after the other and acknowledges each. */
export interface LineKeeper {
  take(line: KeptLine): void;
  stop(): void;
}

/** How soon a disk that refused (full, locked by a scanner) is tried again, in milliseconds. */
const retryMs = 2_000;
/** Lines held in memory meanwhile; the host still has all of them and sends them again after a restart. */
const maxHeld = 10_000;

/** While the disk refuses, lines wait in order and unacknowledged; the logon screen goes on working. */
export function createLineKeeper(options: { recorder: Recorder; kept: (line: KeptLine) => void; log: Logger }): LineKeeper {
  const { recorder, log } = options;
  const held: KeptLine[] = [];
  let retry: NodeJS.Timeout | undefined;

  function drain(): void {
    retry = undefined;
    for (let line = held[0]; line !== undefined; line = held[0]) {
      try {
        if (line.kind === 'begin') recorder.begin(line);
        else recorder.record(line);
      } catch (error) {
        log.error('The disk refuses; events wait in memory', { held: held.length, error });
        retry = setTimeout(drain, retryMs);
        return;
      }
      held.shift();
      options.kept(line);
    }
  }

  return {
    take(line) {
      if (held.length >= maxHeld) {
        log.error('Too many lines wait for the disk; the host must send this one again', { kind: line.kind });
        return;
      }
      held.push(line);
      if (retry === undefined) drain();
    },
    stop: () => clearTimeout(retry),
  };
}
