import { describe, expect, test } from '@jest/globals';
import { SessionEventKind } from '@genkan/contracts';
import { aSessionEvent } from '@genkan/test-kit';
import { memoryEventRegister } from './event-register.store.memory.ts';
import { observeEvents } from './observe-events.ts';
import { observedEvent } from './observed-event.ts';
import type { DaysToSettle } from './settle-days.ts';

describe('observing events', () => {
  test.each(['BOOT', 'IDLE_START', 'IDLE_END', 'AUTH_OK', 'AUTH_FAIL'] as const)(
    'when an id came first with kind %s and then with a logon, then the first stands and nothing is settled',
    async (kind) => {
      const settled: DaysToSettle[] = [];
      const observe = observeEvents({ register: memoryEventRegister(), settle: async (request) => void settled.push(request) });
      const logon = aSessionEvent();
      const other = aSessionEvent();
      const received = async (...events: (typeof logon)[]) => observe(events.flatMap((event) => observedEvent(event) ?? []));

      await received({ ...logon, kind: SessionEventKind[kind] });
      await received(logon);
      await received({ ...other, kind: SessionEventKind[kind] }, other);
      expect(settled).toEqual([]);
      await received(aSessionEvent());
      expect(settled).toHaveLength(1);
    },
  );
});
