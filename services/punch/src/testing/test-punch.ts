import { fromBinary } from '@bufbuild/protobuf';
import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { PunchSchema, SessionEventKind, topics } from '@genkan/contracts';
import type { Punch, SessionEventSchema, Topic } from '@genkan/contracts';
import { createKafkajsBus, encodeMessage } from '@genkan/kafka-kit';
import type { IncomingMessage, MessageBus, OutgoingMessage } from '@genkan/kafka-kit';
import { createLogger, listen, newId } from '@genkan/service-kit';
import { aCompany, aDivision, anEmployee, aSessionEvent, dropOwnDatabase, ownNames, testClock, testGateway } from '@genkan/test-kit';
import { connectAdapters } from '../adapters.ts';
import type { Observation, ObservationKind } from '../business-day/observation.ts';
import { runPunch } from '../running.ts';
import { attendanceOf } from './attendance.ts';
import { clock as scriptClock, script } from './day-script.ts';
import { testBus } from './test-bus.ts';
import { testConfig } from './test-config.ts';

const log = createLogger({ service: 'punch', level: 'silent', instance: 'test' });

/** A company with its topics on the real broker: what others publish, and what punch answers. */
export async function startTestTopics(names = ownNames()) {
  const { companyId } = names;
  const { kafka } = testConfig(names);
  const connected = await createKafkajsBus({ brokers: kafka.brokers, clientId: `test-${names.suffix}`, log });
  const bus = testBus(connected, names);
  const records = await follow(bus, names.group('follow'), topics.punches.name);
  const punches = (): Punch[] =>
    records.all().map(({ value }) => fromBinary(PunchSchema, value ?? new Uint8Array()));

  const publish = async <Schema extends DescMessage>(topic: Topic<Schema>, keyParts: string[], ...messages: MessageInitShape<Schema>[]) =>
    bus.publish(messages.map((message) => encode(topic, keyParts, message)));
  const eventOf = (userId: string, one: Observation): OutgoingMessage =>
    encode(topics.sessionEvents, [companyId, one.device], sessionEventOf(companyId, userId, one));

  return {
    names,
    companyId,
    bus,
    publish,
    /** The demo company: border at midnight, carry 6 h, threshold 30 min, everything linked. */
    async publishPeople(userIds: readonly string[]) {
      await publish(topics.companies, [companyId], aCompany({ companyId, punchSettings: [settingsPeriod()] }));
      await publish(topics.divisions, [companyId, '1000'], aDivision({ companyId, dayBorders: [{ effectiveFrom: timestampFromMs(0), dayBorder: '00:00' }] }));
      for (const userId of userIds) await publish(topics.employees, [companyId, userId], anEmployee({ companyId, userId, employeeKey: `key-${userId}` }));
    },
    /** Session events of a person, as a script or as observations. */
    publishEvents: (userId: string, events: string | readonly Observation[]) =>
      bus.publish((typeof events === 'string' ? observationsOf(userId, events) : events).map((one) => eventOf(userId, one))),
    eventOf,
    punchRecords: () => records.all(),
    punches,
    attendance: (userId: string) => attendanceOf(punches().filter((punch) => punch.userId === userId)),
    async stop() {
      await records.stop();
      await connected.close();
      await dropOwnDatabase(names.database);
    },
  };
}

export type TestTopics = Awaited<ReturnType<typeof startTestTopics>>;

/** The real service on real servers in this process, with a clock that the test moves. */
export async function startTestPunch({ names }: Pick<TestTopics, 'names'>, clock = testClock(new Date(scriptClock('0:00')))) {
  const gateway = testGateway();
  const config = testConfig(names, gateway);
  const connected = await connectAdapters(config, { log, clock });
  const adapters = { ...connected, bus: testBus(connected.bus, names) };
  const running = await runPunch(config, adapters, { log, clock });
  const server = await listen(running.app, config.http);
  await running.caughtUp();

  return {
    clock,
    gateway,
    caughtUp: () => running.caughtUp(),
    stores: adapters.stores,
    employeeDays: adapters.employeeDays,
    get: (path: string, caller: Parameters<typeof gateway.administrator>[1] = {}) =>
      fetch(`http://127.0.0.1:${server.port}${path}`, {
        headers: gateway.administrator('punch', { companyId: names.companyId, ...caller }),
      }),
    url: `http://127.0.0.1:${server.port}`,
    async stop() {
      await server.close();
      await running.stopConsuming();
      await running.stopSending();
      await adapters.close();
    },
  };
}

export type TestPunch = Awaited<ReturnType<typeof startTestPunch>>;

/** Reads a topic and keeps all its records. */
export async function follow(bus: MessageBus, group: string, topic: string) {
  const records: IncomingMessage[] = [];
  const consumption = await bus.consume({ group, topics: [topic], fromBeginning: true }, async (batch) => {
    for (const record of batch.messages) {
      records.push(record);
      batch.resolve(record.offset);
    }
  });
  return { all: () => records, stop: () => consumption.stop() };
}

/** A script's observations under ids and PCs of their own: on a shared broker a text is not unique. */
export const observationsOf = (userId: string, text: string): readonly Observation[] =>
  script(text).map((one) => ({ ...one, id: `${userId} ${one.id}`, device: `${userId}-${one.device}` }));

export const settingsPeriod = () => ({
  effectiveFrom: timestampFromMs(0),
  punchLinkage: true,
  breakLinkage: true,
  breakThresholdMinutes: 30,
  carryHours: 6,
});

const encode = <Schema extends DescMessage>(topic: Topic<Schema>, keyParts: string[], message: MessageInitShape<Schema>) =>
  encodeMessage(topic, keyParts, message, { id: newId(), source: 'test', time: new Date() });

const wireKinds: Record<ObservationKind, SessionEventKind> = {
  logon: SessionEventKind.LOGON,
  logoff: SessionEventKind.LOGOFF,
  lock: SessionEventKind.LOCK,
  unlock: SessionEventKind.UNLOCK,
  'switch-connect': SessionEventKind.SWITCH_CONNECT,
  'switch-disconnect': SessionEventKind.SWITCH_DISCONNECT,
  shutdown: SessionEventKind.SHUTDOWN,
  sleep: SessionEventKind.SLEEP,
  resume: SessionEventKind.RESUME,
};

function sessionEventOf(companyId: string, userId: string, one: Observation): MessageInitShape<typeof SessionEventSchema> {
  return aSessionEvent(new Date(one.at), {
    companyId,
    userId,
    eventId: one.id,
    deviceId: one.device,
    kind: wireKinds[one.kind],
    sequence: BigInt(one.sequence),
    inferred: one.inferred,
    clockSuspect: one.suspect,
    bootId: 'boot-1',
  });
}
