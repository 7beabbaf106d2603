import type { EventRegister } from './event-register.store.ts';

/** For tests: the same behaviour without a server. */
export function memoryEventRegister(): EventRegister {
  const digests = new Map<string, string>();
  return {
    async admit(companyId, events) {
      return events.filter(({ eventId, digest }) => {
        const key = `${companyId}|${eventId}`;
        if (!digests.has(key)) digests.set(key, digest);
        return digests.get(key) === digest;
      });
    },
  };
}
