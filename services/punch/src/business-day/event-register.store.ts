/** An event id and a digest of what the event says. */
export interface RegisteredEvent {
  readonly eventId: string;
  readonly digest: string;
}

/**
 * Remembers which body an event id came with first: when it comes again with another one, the first
 * stands. Behaviour: `event-register.store.contract.ts`.
 */
export interface EventRegister {
  /** @returns the events whose body is the first one that came under their id. */
  admit<Event extends RegisteredEvent>(companyId: string, events: readonly Event[]): Promise<readonly Event[]>;
}
