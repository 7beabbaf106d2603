import { fromBinary } from '@bufbuild/protobuf';
import type { DescMessage, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import type { Topic } from '@genkan/contracts';
import { encodeMessage, encodeTombstone } from '@genkan/kafka-kit';
import type { IncomingMessage, MessageBus } from '@genkan/kafka-kit';
import { createLogger, listen, newId } from '@genkan/service-kit';
import { dropOwnDatabase, ownNames, testGateway, testServers } from '@genkan/test-kit';
import { connectAdapters } from '../adapters.ts';
import type { Config } from '../config.ts';
import { runPolicy } from '../running.ts';

/** The real service on real servers, in a database and a consumer group of its own. */
export async function startTestPolicy() {
  const names = ownNames();
  const servers = testServers();
  const gateway = testGateway();
  const config: Config = {
    http: { host: '127.0.0.1', port: 0 },
    log: { level: 'silent', instance: `test-${names.suffix}` },
    mongo: { uri: servers.mongodbUri, database: names.database },
    kafka: { brokers: servers.kafkaBrokers, groupSuffix: names.suffix },
    gatewayPublicKeys: gateway.publicKeys as Config['gatewayPublicKeys'],
  };
  const log = createLogger({ service: 'policy', ...config.log });
  const connected = await connectAdapters(config, log);
  // The topics of a shared broker hold what other tests left: only what comes from now on is read.
  const bus: MessageBus = {
    ...connected.bus,
    consume: (options, handler) => connected.bus.consume({ ...options, fromBeginning: false }, handler),
  };
  const adapters = { ...connected, bus };
  const policy = await runPolicy(config, adapters, log);
  const server = await listen(policy.app, config.http);

  const call = (method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<Response> =>
    fetch(`http://127.0.0.1:${server.port}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });

  return {
    names,
    gateway,
    mongo: adapters.mongo,
    bus,
    caughtUp: () => policy.caughtUp(),
    call,
    /** As an administrator of the company. */
    admin: (companyId: string, changes: Parameters<typeof gateway.administrator>[1] = {}) => ({
      call: (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
        call(method, `/api/console/v1${path}`, { ...gateway.administrator('policy', { companyId, ...changes }), ...headers }, body),
    }),
    operator: {
      call: (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
        call(method, `/api/operator/v1${path}`, { ...gateway.operator('policy'), ...headers }, body),
    },
    agentPolicy: (companyId: string, links: { windowsSid: string; windowsAccount: string; userId: string }[], headers: Record<string, string> = {}) =>
      call('GET', '/api/agent/v1/policy', { ...gateway.device('policy', { companyId, links }), ...headers }),
    publish: async <Schema extends DescMessage>(topic: Topic<Schema>, keyParts: string[], message: MessageInitShape<Schema>) =>
      bus.publish([encodeMessage(topic, keyParts, message, { id: newId(), source: 'test', time: new Date() })]),
    forget: async (topic: Topic, keyParts: string[]) =>
      bus.publish([encodeTombstone(topic, keyParts, { id: newId(), source: 'test', time: new Date() })]),
    async stop() {
      await server.close();
      await policy.stopConsuming();
      await policy.stopSending();
      await adapters.close();
      await dropOwnDatabase(names.database);
    },
  };
}

export type TestPolicy = Awaited<ReturnType<typeof startTestPolicy>>;

/** Follows a topic from now on and keeps the records of some companies. */
export async function follow<Schema extends DescMessage>(
  { bus, names }: Pick<TestPolicy, 'bus' | 'names'>,
  topic: Topic<Schema>,
) {
  const records: IncomingMessage[] = [];
  const consumption = await bus.consume(
    { group: names.group(`follow-${topic.name}`), topics: [topic.name], fromBeginning: false },
    async (batch) => {
      for (const record of batch.messages) {
        records.push(record);
        batch.resolve(record.offset);
      }
    },
  );
  const messageOf = ({ value }: IncomingMessage): MessageShape<Schema>[] => (value === null ? [] : [fromBinary(topic.schema, value)]);
  return {
    // Only these are decoded: other tests on the same broker publish malformed records, too.
    of: (companyId: string) => records.filter(({ headers }) => headers['company'] === companyId).flatMap(messageOf),
    stop: () => consumption.stop(),
  };
}

export const aCompanyRequest = (changes: Record<string, unknown> = {}) => ({
  companyCode: newId(),
  name: '株式会社見本',
  language: 'ja',
  timeZone: 'Asia/Tokyo',
  oidcIssuer: 'https://attendance.example.jp',
  oidcClientId: 'genkan',
  firstAdministratorCode: 'admin',
  punchLinkage: true,
  breakLinkage: true,
  breakThresholdMinutes: 30,
  carryHours: 6,
  ...changes,
});
