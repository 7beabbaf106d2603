import type { Clock } from '@genkan/service-kit';
import type { EmployeeDayStore } from './business-day/employee-day.store.ts';
import type { EventRegister } from './business-day/event-register.store.ts';
import { observeEvents } from './business-day/observe-events.ts';
import { readEmployeeDays } from './business-day/read-employee-days.ts';
import { settleDays } from './business-day/settle-days.ts';
import { learnRecord } from './people/learn-record.ts';
import { personOf } from './people/person-of.ts';
import type { RecordStore } from './people/record.store.ts';

export interface PunchStores {
  readonly days: EmployeeDayStore;
  readonly register: EventRegister;
  readonly records: RecordStore;
}

export interface PunchParts {
  readonly clock: Clock;
  /** Called when something was stored for the topic, or days were made due. */
  readonly onAnnounced: () => void;
  readonly onRevisit: () => void;
}

export type Punch = ReturnType<typeof createPunch>;

/** Everything the service can do, put together from its stores. */
export function createPunch({ days, register, records }: PunchStores, { clock, onAnnounced, onRevisit }: PunchParts) {
  const people = { read: async (owner: { companyId: string; userId: string }) => personOf(await records.about(owner)) };
  const settle = settleDays({ days, people, clock, onAnnounced });
  return {
    settle,
    observe: observeEvents({ register, settle }),
    learn: learnRecord({ records, days, clock, onRevisit }),
    readEmployeeDays: readEmployeeDays({ days, records, clock }),
  };
}
