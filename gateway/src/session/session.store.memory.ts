import type { OutgoingMessage } from '@genkan/kafka-kit';
import type { Clock } from '@genkan/service-kit';
import { idleLimitMs, type Session } from './session.ts';
import type { SessionStore } from './session.store.ts';

/** For tests within one process. `keep` gets the record of an ended session. */
export function memorySessionStore(clock: Clock, keep: (record: OutgoingMessage) => void): SessionStore {
  const sessions = new Map<string, { session: Session; until: number }>();
  const untilIdle = (): number => clock().getTime() + idleLimitMs;
  return {
    begin: async (name, session) => void sessions.set(name, { session, until: untilIdle() }),
    async use(name) {
      const entry = sessions.get(name);
      if (entry === undefined || entry.until <= clock().getTime()) return undefined;
      entry.until = untilIdle();
      return entry.session;
    },
    async end(name, record) {
      const existed = sessions.delete(name);
      if (existed && record !== undefined) keep(record);
      return existed;
    },
  };
}
