import type { MessageBus } from '@genkan/kafka-kit';

/** What is a test's own on a broker that others use too. */
export interface OwnTraffic {
  /** Companies whose id begins so are its own. */
  readonly companyId: string;
}

/**
 * The real bus for a test on a shared broker: it passes over what concerns other companies, so that no
 * two tests punch for the same people.
 */
export function testBus(bus: MessageBus, { companyId }: OwnTraffic): MessageBus {
  return {
    ...bus,
    consume: (options, handler) =>
      bus.consume(options, async (batch) => {
        const messages = batch.messages.filter(({ headers }) => headers['company']?.startsWith(companyId));
        const last = batch.messages.at(-1);
        if (messages.length > 0) await handler({ ...batch, messages });
        // What follows the last own message is nobody's here; what the handler left is fetched again.
        else if (last !== undefined) batch.resolve(last.offset);
      }),
  };
}
