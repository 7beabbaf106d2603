import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { factStore } from '../database/fact.store.ts';
import type { FactStore } from '../database/fact.store.ts';
import type { WatchState } from './session-watch.ts';

const StampJson = z.object({ utcMs: z.number(), monotonicMs: z.number(), utcOffsetMinutes: z.number() });

const RunJson = z.object({
  bootId: z.string(),
  lastNumber: z.number(),
  lastAlive: StampJson.exactOptional(),
  sessions: z.array(
    z.object({
      sessionId: z.number(),
      windowsSid: z.string(),
      windowsAccount: z.string(),
      source: z.enum(['local', 'console', 'rdp']),
    }),
  ),
  asleep: z.boolean(),
});

const WatchStateJson = RunJson.extend({
  bootId: z.string().exactOptional(),
  clockOffset: z.object({ ms: z.number(), skewMs: z.number().exactOptional() }),
  past: z.array(RunJson.pick({ bootId: true, lastNumber: true })).exactOptional(),
  aside: RunJson.exactOptional(),
});

export function watchStateStore(database: Database): FactStore<WatchState> {
  return factStore<WatchState>(database, 'watch-state', WatchStateJson);
}
