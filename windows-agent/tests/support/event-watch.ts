import { PunchKind, PunchSchema, SessionEventKind, SessionEventSchema, SessionSource, topics } from '@genkan/contracts';
import { createKafkajsBus, decodePayload } from '@genkan/kafka-kit';
import { createLogger } from '@genkan/service-kit';

export interface SeenEvent {
  readonly eventId: string;
  readonly kind: string;
  readonly account: string;
  readonly source: string;
  readonly bootId: string;
  readonly sequence: bigint;
  readonly inferred: boolean;
}

export interface SeenPunch {
  readonly kind: string;
  readonly revision: bigint;
  readonly evidence: readonly string[];
}

/** Everything that arrives on the topics of session events and punches, each record as often as it arrived. */
export interface EventWatch {
  readonly events: readonly SeenEvent[];
  /** What of each kind holds for one user now: the highest revision. */
  punch(userId: string, kind: string): SeenPunch | undefined;
  stop(): Promise<void>;
}

/** "SWITCH_CONNECT" → "switch-connect". */
const wordOf = (names: Readonly<Record<string, number>>, value: number): string =>
  (Object.entries(names).find(([, number]) => number === value)?.[0] ?? String(value)).toLowerCase().replaceAll('_', '-');

export const watchEvents = async (brokers: string): Promise<EventWatch> => {
  const log = createLogger({ service: 'windows-tests', level: 'error', instance: 'windows-tests' });
  const bus = await createKafkajsBus({ brokers: [brokers], clientId: 'windows-tests', log });
  const events: SeenEvent[] = [];
  const punches: (SeenPunch & { userId: string })[] = [];
  const consumption = await bus.consume({ group: `windows-tests-${process.pid}`, topics: [topics.sessionEvents.name, topics.punches.name], fromBeginning: true }, async (batch) => {
    for (const { value, offset } of batch.messages) {
      if (value !== null && batch.topic === topics.punches.name) {
        const { userId, kind, revision, evidenceEventIds } = decodePayload(PunchSchema, value);
        punches.push({ userId, kind: wordOf(PunchKind, kind), revision, evidence: evidenceEventIds });
      } else if (value !== null) {
        const { eventId, kind, windowsAccount, source, bootId, sequence, inferred } = decodePayload(SessionEventSchema, value);
        events.push({ eventId, kind: wordOf(SessionEventKind, kind), account: windowsAccount, source: wordOf(SessionSource, source), bootId, sequence, inferred });
      }
      batch.resolve(offset);
    }
  });
  return {
    events,
    punch: (userId, kind) =>
      punches.filter((punch) => punch.userId === userId && punch.kind === kind).reduce<SeenPunch | undefined>((last, punch) => (last === undefined || punch.revision > last.revision ? punch : last), undefined),
    async stop() {
      await consumption.stop();
      await bus.close();
    },
  };
};
