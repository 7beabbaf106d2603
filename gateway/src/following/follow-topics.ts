import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import type { Topic } from '@genkan/contracts';
import { decodeEnvelope, decodePayload, type Consumption, type Envelope, type IncomingMessage, type MessageBus } from '@genkan/kafka-kit';
import type { Clock, Logger } from '@genkan/service-kit';

/** A topic of states that this process holds in memory. */
export interface Followed<Schema extends DescMessage = DescMessage> {
  topic: Topic<Schema>;
  apply(state: MessageShape<Schema>): void;
  /** The state is gone for good. */
  forget?(envelope: Envelope): void;
  /** A record under this key came that cannot be read; what it would have said is unknown. */
  distrust?(key: string): void;
}

/** Forgets the schema's type, so that different topics fit one list. */
export const followed = <Schema extends DescMessage>(definition: Followed<Schema>): Followed => definition;

export interface Following {
  /** Whether everything published up to a minute ago is known here. */
  isCurrent(): boolean;
  /** Rejects when `isCurrent` is false. */
  health(): void;
  stop(): Promise<void>;
}

export interface FollowOptions {
  /** A group of this process alone: every gateway sees every record. */
  group: string;
  topics: readonly Followed[];
  log: Logger;
  clock: Clock;
}

/** How often the connection is looked at, in milliseconds. */
const lookEveryMs = 5_000;
/**
 * How long a good look counts, in milliseconds. The brokers may have been silent for 30 s already when a
 * look is good (kafka-kit), so what is known here is at most 55 s old.
 */
const silentForMs = 25_000;

/**
 * Keeps the newest states of topics in memory: reads each from its beginning, then goes on for ever.
 * A record that cannot be read is logged and passed over; the state before it stands, unless `distrust` says otherwise.
 */
export function followTopics(bus: MessageBus, { group, topics, log, clock }: FollowOptions): Following {
  const byName = new Map(topics.map((entry) => [entry.topic.name, entry]));
  const progress = startProgress();
  let consumption: Promise<Consumption> | undefined;
  let provedAt = -Infinity;
  let looking: Promise<void> | undefined;

  const consume = (): Promise<Consumption> =>
    bus.consume({ group, topics: [...byName.keys()], fromBeginning: true }, async (batch) => {
      const entry = byName.get(batch.topic);
      for (const message of batch.messages) {
        if (batch.isStale()) return;
        if (entry !== undefined) applyRecord(entry, message, log);
        batch.resolve(message.offset);
        progress.reached(batch.topic, batch.partition, message.offset + 1n);
      }
    });

  const look = async (): Promise<void> => {
    try {
      consumption ??= consume();
      const running = await consumption.catch((error: unknown) => {
        consumption = undefined;
        throw error;
      });
      if (!progress.hasGoal()) progress.setGoal(await endsOf(bus, [...byName.keys()]));
      const askedAt = clock().getTime();
      await Promise.all([running.health(), bus.health()]);
      provedAt = askedAt;
    } catch (error) {
      log.warn({ group, err: error }, 'the topics cannot be followed at the moment');
    }
    looking = undefined;
  };
  // Not waited for: without the brokers the process starts, and says that it is not ready.
  looking = look();
  const timer = setInterval(() => void (looking ??= look()), lookEveryMs);

  const isCurrent = (): boolean => progress.isThere() && clock().getTime() - provedAt < silentForMs;
  return {
    isCurrent,
    health() {
      if (!isCurrent()) throw new Error(`${group} does not know the newest states`);
    },
    async stop() {
      clearInterval(timer);
      // A look under way would open connections again behind the one who closes the bus.
      await looking;
      const running = await consumption?.catch(() => undefined);
      await running?.stop();
    },
  };
}

interface Position {
  topic: string;
  partition: number;
  offset: bigint;
}

/** Ends of all partitions that hold anything. */
async function endsOf(bus: MessageBus, topics: readonly string[]): Promise<Position[]> {
  const ends = await Promise.all(topics.map(async (topic) => (await bus.topicEnds(topic)).map((partition) => ({ topic, ...partition }))));
  return ends.flat().flatMap(({ topic, partition, start, end }) => (end > start ? [{ topic, partition, offset: end }] : []));
}

/** Whether the ends that were seen at the start have been reached; records may come before the ends are known. */
function startProgress() {
  const positions = new Map<string, bigint>();
  let goal: Position[] | undefined;
  const isBehind = ({ topic, partition, offset }: Position): boolean => (positions.get(`${topic}/${partition}`) ?? 0n) < offset;
  return {
    reached: (topic: string, partition: number, offset: bigint) => void positions.set(`${topic}/${partition}`, offset),
    hasGoal: () => goal !== undefined,
    setGoal: (ends: Position[]) => void (goal = ends),
    isThere(): boolean {
      goal = goal?.filter(isBehind);
      return goal?.length === 0;
    },
  };
}

function applyRecord(entry: Followed, message: IncomingMessage, log: Logger): void {
  try {
    const envelope = decodeEnvelope(message);
    if (message.value === null) entry.forget?.(envelope);
    else entry.apply(decodePayload(entry.topic.schema, message.value));
  } catch (error) {
    entry.distrust?.(message.key);
    log.error({ topic: message.topic, partition: message.partition, offset: String(message.offset), err: error }, 'a record cannot be read');
  }
}
