import { PunchKind, PunchSchema, SessionEventKind, SessionEventSchema, topics } from '@genkan/contracts';
import { createKafkajsBus, decodePayload } from '@genkan/kafka-kit';
import { createLogger } from '@genkan/service-kit';

export interface SeenEvent {
  readonly eventId: string;
  readonly kind: string;
  readonly account: string;
  readonly bootId: string;
  readonly sequence: bigint;
  readonly inferred: boolean;
}

/** Everything that arrives on the topics of session events and punches, each record as often as it arrived. */
export interface EventWatch {
  readonly events: readonly SeenEvent[];
  /** Kinds of punches of one user, in the order of the topic. */
  punches(userId: string): readonly string[];
  stop(): Promise<void>;
}

/** "SWITCH_CONNECT" → "switch-connect". */
const wordOf = (names: Readonly<Record<string, number>>, value: number): string =>
  (Object.entries(names).find(([, number]) => number === value)?.[0] ?? String(value)).toLowerCase().replaceAll('_', '-');

export const watchEvents = async (brokers: string): Promise<EventWatch> => {
  const log = createLogger({ service: 'windows-tests', level: 'error', instance: 'windows-tests' });
  const bus = await createKafkajsBus({ brokers: [brokers], clientId: 'windows-tests', log });
  const events: SeenEvent[] = [];
  const punches: { userId: string; kind: string }[] = [];
  const consumption = await bus.consume({ group: `windows-tests-${process.pid}`, topics: [topics.sessionEvents.name, topics.punches.name], fromBeginning: true }, async (batch) => {
    for (const { value, offset } of batch.messages) {
      if (value !== null && batch.topic === topics.punches.name) {
        const punch = decodePayload(PunchSchema, value);
        punches.push({ userId: punch.userId, kind: wordOf(PunchKind, punch.kind) });
      } else if (value !== null) {
        const { eventId, kind, windowsAccount, bootId, sequence, inferred } = decodePayload(SessionEventSchema, value);
        events.push({ eventId, kind: wordOf(SessionEventKind, kind), account: windowsAccount, bootId, sequence, inferred });
      }
      batch.resolve(offset);
    }
  });
  return {
    events,
    punches: (userId) => punches.filter((punch) => punch.userId === userId).map(({ kind }) => kind),
    async stop() {
      await consumption.stop();
      await bus.close();
    },
  };
};
