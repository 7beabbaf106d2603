import { measureOffset } from '../clock/clock-offset.ts';
import type { Measurement } from '../clock/clock-offset.ts';
import type { Stamp } from '../clock/stamp.ts';
import type { Database } from '../database/database.ts';
import type { EventQueue } from '../event-queue/event-queue.ts';
import type { NumberedLine } from '../host-link/host-line.ts';
import { observePresent } from './present-session.ts';
import type { PresentSession } from './present-session.ts';
import { newWatch, observeBegin, observeLine } from './session-watch.ts';
import type { Observation, WatchState } from './session-watch.ts';
import { watchStateStore } from './watch-state.store.ts';

/** Brings what the host tells to disk: the events and the state that explains them, together or not at all. */
export interface Recorder {
  /** Throws when the disk refuses; nothing is then changed and the same call may be repeated. */
  begin(begin: { bootId: string; stamp: Stamp }): void;
  record(line: NumberedLine): void;
  /** Infers what two looks at the present sessions show and no line told; the number of events. */
  present(looks: readonly [readonly PresentSession[], readonly PresentSession[]], now: Stamp): number;
  /** Takes the server's time into the estimate of the clock's error, for events from now on. */
  serverTime(measurement: Measurement): void;
  /** Server clock minus PC clock, in milliseconds. */
  clockOffsetMs(): number;
  bootId(): string | undefined;
}

export function createRecorder(options: { database: Database; queue: EventQueue; recorded: () => void }): Recorder {
  const { database, queue } = options;
  const store = watchStateStore(database);
  let state: WatchState = store.load() ?? newWatch;

  function keep(observation: Observation): void {
    if (observation.state === state) return;
    database.transaction(() => {
      queue.append(observation.events);
      store.save(observation.state);
    });
    state = observation.state;
    if (observation.events.length > 0) options.recorded();
  }

  return {
    begin: (begin) => keep(observeBegin(state, begin)),
    record: (line) => keep(observeLine(state, line)),
    present(looks, now) {
      const observation = observePresent(state, looks, now);
      keep(observation);
      return observation.events.length;
    },
    serverTime(measurement) {
      const clockOffset = measureOffset(state.clockOffset, measurement);
      if (clockOffset !== state.clockOffset) keep({ state: { ...state, clockOffset }, events: [] });
    },
    clockOffsetMs: () => state.clockOffset.ms,
    bootId: () => state.bootId,
  };
}
