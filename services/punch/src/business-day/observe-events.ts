import type { EventRegister } from './event-register.store.ts';
import type { Observation } from './observation.ts';
import type { ObservedEvent } from './observed-event.ts';
import type { SettleDays } from './settle-days.ts';

export interface ObserveEventsParts {
  readonly register: EventRegister;
  readonly settle: SettleDays;
}

export type ObserveEvents = (events: readonly ObservedEvent[]) => Promise<void>;

/** People whose days are settled side by side. */
const atOnce = 8;

/**
 * Brings events into the days of their people; those of one person together, so that one write serves
 * them all. An account that was tied to nobody has no days, and some kinds take no part in any; but the
 * ids of these events count as used.
 */
export function observeEvents({ register, settle }: ObserveEventsParts): ObserveEvents {
  return async (events) => {
    for (const ofCompany of grouped(events, ({ companyId }) => companyId)) {
      const admitted = await register.admit(ofCompany[0].companyId, ofCompany);
      const people = grouped(admitted.filter(tellsPresence), ({ userId }) => userId);
      await inParallel(people, async (ofPerson) => {
        const [{ companyId, userId }] = ofPerson;
        await settle({ owner: { companyId, userId }, observations: ofPerson.map(({ observation }) => observation) });
      });
    }
  };
}

const tellsPresence = (event: ObservedEvent): event is ObservedEvent & { readonly observation: Observation } =>
  event.userId !== '' && event.observation !== null;

type NonEmpty<Item> = readonly [Item, ...Item[]];

const grouped = <Item>(items: readonly Item[], keyOf: (item: Item) => string): NonEmpty<Item>[] =>
  [...Map.groupBy(items, keyOf).values()] as unknown as NonEmpty<Item>[];

/** Ends only when all have ended, so that nothing goes on behind the back of a failed batch. */
async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const rest = items.values();
  const workers = Array.from({ length: atOnce }, async () => {
    for (const item of rest) await work(item);
  });
  const failed = (await Promise.allSettled(workers)).find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
