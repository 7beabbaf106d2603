import { rm, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary, type DescMessage, type MessageInitShape, type MessageShape } from '@bufbuild/protobuf';
import { topics, type Topic } from '@genkan/contracts';
import { encodeMessage, encodeTombstone, type IncomingMessage } from '@genkan/kafka-kit';
import { createLogger, deviceTokens, listen, newId, newSealingKeyFile, type AdministratorCaller, type DeviceCaller } from '@genkan/service-kit';
import { anEmployee, dropOwnDatabase, ownNames, testClock, testDeviceTokens, testGateway, testServers } from '@genkan/test-kit';
import { generateSync } from 'otplib';
import { connectAdapters } from '../adapters.ts';
import type { Config } from '../config.ts';
import type { UserDocument } from '../users/user.document.ts';
import { runIdentity } from '../running.ts';

export interface TestIdentityOptions {
  /** Processes of the service on the same data. */
  instances?: number;
  redisUrl?: string;
}

/** A Windows account of a PC as the tests use it. */
export const windowsSid = 'S-1-5-21-1-2-3-1001';

/** The real service on real servers, in a database and consumer groups of its own, with a clock that the test moves. */
export async function startTestIdentity({ instances = 1, redisUrl = testServers().redisUrl }: TestIdentityOptions = {}) {
  const names = ownNames();
  const servers = testServers();
  const gateway = testGateway();
  // Ahead of every real clock, so that time is the test's alone.
  const clock = testClock(new Date(Math.ceil(Date.now() / 30_000) * 30_000 + 3_600_000));
  const folder = await mkdtemp(join(tmpdir(), 'genkan-identity-'));
  const sealingKeyFile = join(folder, 'sealing-keys.json');
  await writeFile(sealingKeyFile, newSealingKeyFile(), { mode: 0o600 });
  const deviceTokenKeys = testDeviceTokens().keys;
  const lines: string[] = [];

  const start = async (index: number) => {
    const config: Config = {
      http: { host: '127.0.0.1', port: 0 },
      log: { level: 'info', instance: `test-${names.suffix}-${index}` },
      mongo: { uri: servers.mongodbUri, database: names.database },
      kafka: { brokers: servers.kafkaBrokers, groupSuffix: names.suffix },
      redisUrl,
      gatewayPublicKeys: gateway.publicKeys as Config['gatewayPublicKeys'],
      deviceTokenKeys,
      sealingKeyFile,
    };
    const log = createLogger({ service: 'identity', ...config.log, destination: { write: (line) => void lines.push(line) } });
    const adapters = await connectAdapters(config, log);
    const identity = await runIdentity(config, adapters, log, clock);
    const server = await listen(identity.app, config.http);
    return { adapters, identity, server };
  };
  const running: Awaited<ReturnType<typeof start>>[] = [];
  for (let index = 0; index < instances; index += 1) running.push(await start(index));
  const [first] = running;
  if (first === undefined) throw new RangeError('at least one instance');
  const { adapters } = first;

  const send = (method: string, path: string, headers: Record<string, string>, body?: string, instance = 0): Promise<Response> =>
    fetch(`http://127.0.0.1:${running[instance % running.length]?.server.port}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
  const call = (method: string, path: string, headers: Record<string, string>, body?: unknown, instance?: number): Promise<Response> =>
    body === undefined
      ? send(method, path, headers, undefined, instance)
      : send(method, path, { ...headers, 'content-type': 'application/json' }, JSON.stringify(body), instance);
  const publish = <Schema extends DescMessage>(topic: Topic<Schema>, keyParts: string[], message: MessageInitShape<Schema>): Promise<void> =>
    adapters.bus.publish([encodeMessage(topic, keyParts, message, { id: newId(), source: 'test', time: new Date() })]);

  return {
    names,
    clock,
    gateway,
    /** Lines that the service logged. */
    lines,
    bus: adapters.bus,
    stores: adapters.stores,
    mongo: adapters.mongo,
    /** As the gateway verifies access tokens. */
    deviceTokens: deviceTokens(deviceTokenKeys),
    redis: adapters.redis,
    send,
    call,
    publish,
    forget: (topic: Topic, keyParts: string[]) =>
      adapters.bus.publish([encodeTombstone(topic, keyParts, { id: newId(), source: 'test', time: new Date() })]),
    caughtUp: async () => void (await Promise.all(running.map(({ identity }) => identity.caughtUp()))),
    user: (companyId: string, userId: string) => adapters.userDocuments.findOne({ _id: `${companyId}|${userId}` }) as Promise<UserDocument | null>,
    agent: (caller: Partial<DeviceCaller> & { companyId: string }) => ({
      call: (method: string, path: string, body?: unknown, instance?: number) => call(method, `/api/agent/v1${path}`, gateway.device('identity', caller), body, instance),
    }),
    admin: (caller: Partial<AdministratorCaller> & { companyId: string }) => ({
      call: (method: string, path: string, body?: unknown) => call(method, `/api/console/v1${path}`, gateway.administrator('identity', caller), body),
    }),
    /** A person who came by sync. */
    async person(companyId: string, given: Parameters<typeof anEmployee>[0] = {}) {
      const employee = anEmployee({ companyId, ...given });
      await publish(topics.employees, [companyId, employee.userId], employee);
      await first.identity.caughtUp();
      return employee;
    },
    async stop() {
      for (const { server, identity, adapters: own } of running) {
        await server.close();
        await identity.stopConsuming();
        await identity.stopSending();
        await own.close();
      }
      await dropOwnDatabase(names.database);
      await rm(folder, { recursive: true });
    },
  };
}

export type TestIdentity = Awaited<ReturnType<typeof startTestIdentity>>;

/** A user at a PC whose Windows account is tied, with calls of that PC. */
export async function userAtPc(identity: TestIdentity, companyId: string, given: Parameters<TestIdentity['person']>[1] = {}) {
  const { userId } = await identity.person(companyId, given);
  const deviceId = newId();
  const links = [{ windowsSid, windowsAccount: 'PC-01\\taro', userId }];
  const agent = identity.agent({ companyId, deviceId, links });
  return {
    companyId,
    userId,
    deviceId,
    call: agent.call,
    check: (code: string, checkId: string = crypto.randomUUID(), instance?: number) =>
      agent.call('POST', '/logon-checks', { checkId, windowsSid, scenario: 'logon', factors: ['password', 'otp'], code }, instance),
    /** Registers a one-time password; the code of the step before now is used for it. */
    async register(): Promise<string> {
      const offered = await agent.call('POST', '/otp-registrations', { windowsSid });
      const { registrationId, secret } = (await offered.json()) as { registrationId: string; secret: string };
      const code = codeOf(secret, identity.clock().getTime() - 30_000);
      const confirmed = await agent.call('POST', `/otp-registrations/${registrationId}/confirmation`, { windowsSid, code });
      if (confirmed.status !== 200) throw new Error(`registration was answered ${confirmed.status}`);
      return secret;
    },
  };
}

/** The code another program shows at a moment (ms since the epoch). */
export const codeOf = (secret: string, at: number): string => generateSync({ secret, epoch: Math.floor(at / 1_000) });

/** A code that no step around a moment has. */
export function wrongCode(secret: string, at: number, salt = 0): string {
  const right = new Set([-2, -1, 0, 1, 2].map((step) => codeOf(secret, at + step * 30_000)));
  for (let number = 100_000 + salt * 7; ; number += 1) if (!right.has(String(number))) return String(number);
}

export const verdictOf = async (answer: Response): Promise<string> => {
  const { verdict, code } = (await answer.json()) as { verdict?: string; code?: string };
  return verdict ?? `${answer.status} ${code}`;
};

/** Follows a topic from its beginning and keeps the records of one company. */
export async function follow<Schema extends DescMessage>({ bus, names }: Pick<TestIdentity, 'bus' | 'names'>, topic: Topic<Schema>) {
  const records: IncomingMessage[] = [];
  const consumption = await bus.consume({ group: names.group(`follow-${newId()}`), topics: [topic.name], fromBeginning: true }, async (batch) => {
    for (const record of batch.messages) {
      records.push(record);
      batch.resolve(record.offset);
    }
  });
  return {
    of: (companyId: string): MessageShape<Schema>[] =>
      records.flatMap(({ key, value }) => (value !== null && (key === companyId || key.startsWith(`${companyId}/`)) ? [fromBinary(topic.schema, value)] : [])),
    tombstones: (companyId: string): string[] => records.flatMap(({ key, value }) => (value === null && key.startsWith(`${companyId}/`) ? [key] : [])),
    stop: () => consumption.stop(),
  };
}
