import { fromBinary } from '@bufbuild/protobuf';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { PunchKind, PunchSchema, PunchState, topics } from '@genkan/contracts';
import type { Consumption, IncomingMessage, MessageBus } from '@genkan/kafka-kit';
import type { Logger } from '@genkan/service-kit';
import type * as kept from './punch.ts';
import type { Punches } from './punches.store.ts';

const kinds: Readonly<Partial<Record<PunchKind, kept.PunchKind>>> = {
  [PunchKind.CLOCK_IN]: 'clock-in',
  [PunchKind.CLOCK_OUT]: 'clock-out',
  [PunchKind.BREAK_START]: 'break-start',
  [PunchKind.BREAK_END]: 'break-end',
};
const states: Readonly<Partial<Record<PunchState, kept.PunchState>>> = {
  [PunchState.TENTATIVE]: 'tentative',
  [PunchState.FINAL]: 'final',
  [PunchState.WITHDRAWN]: 'withdrawn',
};

/** Reads one record of the topic; undefined when it is no punch that a consumer could use. */
export function readPunch(value: Uint8Array | null): kept.Punch | undefined {
  if (value === null) return undefined;
  try {
    const punch = fromBinary(PunchSchema, value);
    const kind = kinds[punch.kind];
    const state = states[punch.state];
    if (!kind || !state || !punch.time || punch.punchId === '' || punch.employeeKey === '' || punch.revision < 1n) return undefined;
    return {
      punchId: punch.punchId,
      revision: Number(punch.revision),
      companyId: punch.companyId,
      userId: punch.userId,
      employeeKey: punch.employeeKey,
      employeeCode: punch.employeeCode,
      kind,
      state,
      time: timestampDate(punch.time).toISOString(),
      businessDay: punch.businessDay,
      timeZone: punch.timeZone,
      estimated: punch.estimated,
      mark: punch.mark,
    };
  } catch {
    return undefined;
  }
}

/**
 * Follows the punch topic as a foreign program would: straight from the bus, by the public contract alone. An
 * unreadable record is reported and passed over, because a consumer outside Genkan has no dead letters there.
 */
export function followPunches(bus: MessageBus, group: string, punches: Punches, log: Logger): Promise<Consumption> {
  return bus.consume({ group, topics: [topics.punches.name], fromBeginning: true }, async (batch) => {
    const readable: kept.Punch[] = [];
    for (const message of batch.messages) {
      const punch = readPunch(message.value);
      if (punch) readable.push(punch);
      else log.warn(place(message), 'record of the punch topic is not readable');
    }
    if (batch.isStale()) return;
    punches.keep(readable);
    const last = batch.messages.at(-1);
    if (last) batch.resolve(last.offset);
  });
}

const place = ({ topic, partition, offset }: IncomingMessage): object => ({ topic, partition, offset: String(offset) });
