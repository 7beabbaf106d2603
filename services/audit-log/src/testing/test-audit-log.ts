import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { ActorKind, LogonScenario, LogonVerdict, OperationResult, topics } from '@genkan/contracts';
import type { LogonCheckSchema, Operation, OperationSchema, Topic } from '@genkan/contracts';
import { encodeMessage } from '@genkan/kafka-kit';
import type { MessageBus } from '@genkan/kafka-kit';
import { createLogger, listen, newId } from '@genkan/service-kit';
import { dropOwnDatabase, ownNames, testGateway, testServers } from '@genkan/test-kit';
import { connectAdapters } from '../adapters.ts';
import type { Config } from '../config.ts';
import { runAuditLog } from '../running.ts';

export interface EntryJson {
  entryId: string;
  sourceId: string;
  recordedAt: string;
  occurredAt: string;
  operation: string;
  actor: { kind: string; id: string; name: string };
  target: { userId: string | null; name: string } | null;
  remark: { key: string; values: Record<string, string> };
  ip: string;
  clientVersion: string;
  result: string;
}

export interface PageJson {
  entries: EntryJson[];
  nextCursor: string | null;
}

/** The real service on real servers, in a database and consumer groups of its own. */
export async function startTestAuditLog() {
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
  const log = createLogger({ service: 'audit-log', ...config.log });
  const connected = await connectAdapters(config, log);
  const { bus, deliveries, loseCommits } = testBus(connected.bus);
  const adapters = { ...connected, bus };
  let running = await runAuditLog(config, adapters, log);
  const server = await listen((req, res) => void running.app(req, res), config.http);

  const list = (companyId: string, query = '', changes: Parameters<typeof gateway.administrator>[1] = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${server.port}/api/console/v1/log-entries${query}`, {
      headers: gateway.administrator('audit-log', { companyId, ...changes }),
    });

  return {
    names,
    gateway,
    bus,
    deliveries,
    loseCommits,
    entries: adapters.mongo.collection<Record<string, unknown> & { _id: string }>('log_entries'),
    url: `http://127.0.0.1:${server.port}`,
    list,
    page: async (companyId: string, query = '', changes: Parameters<typeof gateway.administrator>[1] = {}): Promise<PageJson> => {
      const answer = await list(companyId, query, changes);
      if (answer.status !== 200) throw new Error(`the list answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as PageJson;
    },
    caughtUp: () => running.caughtUp(),
    /** Stops and starts again in the same groups. */
    async restart() {
      await running.stopConsuming();
      running = await runAuditLog(config, adapters, log);
    },
    publish: async <Schema extends DescMessage>(topic: Topic<Schema>, keyParts: string[], ...messages: MessageInitShape<Schema>[]) =>
      adapters.bus.publish(
        messages.map((message) => encodeMessage(topic, keyParts, message, { id: newId(), source: 'test', time: new Date() })),
      ),
    async stop() {
      await server.close();
      await running.stopConsuming();
      await adapters.close();
      await dropOwnDatabase(names.database);
    },
  };
}

export type TestAuditLog = Awaited<ReturnType<typeof startTestAuditLog>>;

/** The real bus for a test on a shared broker: it reads only what comes from now on, and can lose every commit for a while. */
function testBus(bus: MessageBus) {
  let losing = false;
  let deliveries = 0;
  const forTest: MessageBus = {
    ...bus,
    consume: (options, handler) =>
      bus.consume({ ...options, fromBeginning: false }, (batch) => {
        deliveries += batch.messages.length;
        return handler({ ...batch, resolve: (offset) => (losing ? undefined : batch.resolve(offset)) });
      }),
  };
  return {
    bus: forTest,
    deliveries: () => deliveries,
    /** Whether the effect of a batch stands but its commit is lost, as when the process dies in between. */
    loseCommits: (lost: boolean) => {
      losing = lost;
    },
  };
}

export const aLogonCheck = (companyId: string, userId: string, changes: MessageInitShape<typeof LogonCheckSchema> = {}) => ({
  checkId: crypto.randomUUID(),
  companyId,
  userId,
  deviceId: 'device-1',
  windowsSid: 'S-1-5-21-1',
  windowsAccount: 'PC-01\\taro',
  scenario: LogonScenario.LOGON,
  verdict: LogonVerdict.ACCEPTED,
  factors: ['password', 'otp'],
  acceptedStep: 1n,
  checkedAt: timestampFromDate(new Date()),
  ip: '192.0.2.7',
  clientVersion: '1.2.3',
  pcName: 'PC-01',
  ...changes,
});

/** Changes without the type name of a whole message, so that they can be laid over another. */
export type OperationChanges = Omit<Exclude<MessageInitShape<typeof OperationSchema>, Operation>, '$typeName'>;

export const anOperation = (companyId: string, changes: OperationChanges = {}): MessageInitShape<typeof OperationSchema> => ({
  operationId: newId(),
  companyId,
  kind: 'group-create',
  actor: { kind: ActorKind.ADMINISTRATOR, id: 'administrator-1', name: '管理 花子' },
  targetName: '開発部',
  result: OperationResult.SUCCEEDED,
  details: { name: '開発部' },
  occurredAt: timestampFromDate(new Date()),
  ip: '192.0.2.10',
  ...changes,
});

export const publishOperations = (auditLog: TestAuditLog, companyId: string, ...changes: OperationChanges[]) =>
  auditLog.publish(topics.operations, [companyId], ...changes.map((change) => anOperation(companyId, change)));
