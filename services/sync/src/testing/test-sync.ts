import { writeFile, mkdtemp, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import type { Topic } from '@genkan/contracts';
import type { IncomingMessage } from '@genkan/kafka-kit';
import { createLogger, listen, newId, newSealingKeyFile } from '@genkan/service-kit';
import { deleteOwnKeys, dropOwnDatabase, eventually, ownNames, testGateway, testServers } from '@genkan/test-kit';
import { connectAdapters, type ClientOptions } from '../adapters.ts';
import type { Config } from '../config.ts';
import { runSync, type RunningOptions } from '../running.ts';

export interface ShownEntry {
  entity: string;
  kind: string;
  key: string;
  code: string;
  name: string;
  reason: string | null;
  fields: string[];
  conflictsWith: string[];
}

export interface ShownRun {
  runId: string;
  state: string;
  counts: Record<'employees' | 'divisions' | 'administrators', Record<string, number>>;
  failure: { code: string; said: string | null; retryAt: string | null } | null;
  removals: number | null;
  entries: ShownEntry[];
}

/** Where log lines go, to be looked for what must not be in them. */
export interface LogLines {
  text: string;
}

/** The real service on real servers, in a database and a consumer group of its own, at a fast pace. */
export async function startTestSync({ client = {}, running = {}, names = ownNames() }: { client?: ClientOptions; running?: RunningOptions; names?: ReturnType<typeof ownNames> } = {}) {
  const servers = testServers();
  const gateway = testGateway();
  const folder = await mkdtemp(join(tmpdir(), 'genkan-sync-'));
  const sealingKeyFile = join(folder, 'keys.json');
  await writeFile(sealingKeyFile, newSealingKeyFile());
  await chmod(sealingKeyFile, 0o600);
  const config: Config = {
    http: { host: '127.0.0.1', port: 0 },
    log: { level: 'debug', instance: `test-${newId().toLowerCase()}` },
    mongo: { uri: servers.mongodbUri, database: names.database },
    kafka: { brokers: servers.kafkaBrokers, groupSuffix: newId().toLowerCase() },
    redisUrl: servers.redisUrl,
    sealingKeyFile,
    attendance: { restrictedHours: [], intervalMs: 1 },
    gatewayPublicKeys: gateway.publicKeys as Config['gatewayPublicKeys'],
  };
  const lines: LogLines = { text: '' };
  const log = createLogger({ service: 'sync', ...config.log, destination: { write: (line: string) => void (lines.text += line) } });
  const adapters = await connectAdapters(config, log, { timeoutMs: 1_000, busyWaitsMs: [1, 1, 1], ...client });
  const sync = await runSync(config, adapters, log, running);
  const server = await listen(sync.app, config.http);

  const call = (method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<Response> =>
    fetch(`http://127.0.0.1:${server.port}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const operator = (method: string, path: string, body?: unknown): Promise<Response> => call(method, `/api/operator/v1${path}`, gateway.operator('sync'), body);
  const admin = (companyId: string, changes: Parameters<typeof gateway.administrator>[1] = {}) => (method: string, path: string, body?: unknown): Promise<Response> =>
    call(method, `/api/console/v1${path}`, gateway.administrator('sync', { companyId, ...changes }), body);
  const companyIds: string[] = [];

  const ended = (companyId: string, runId: string): Promise<ShownRun> =>
    eventually(
      async () => {
        const run = (await (await admin(companyId)('GET', `/employee-sync-runs/${runId}`)).json()) as ShownRun;
        if (run.state === 'queued' || run.state === 'running') throw new Error(`the run is ${run.state}`);
        return run;
      },
      { withinMs: 30_000 },
    );

  return {
    names,
    lines,
    mongo: adapters.mongo,
    bus: adapters.bus,
    stores: adapters.stores,
    call,
    gateway,
    operator,
    admin,
    ended,
    /** A company as the consumer of policy's topic keeps it (that one is shown in `company.consumer.unit.test.ts`). */
    async company(): Promise<string> {
      const companyId = newId();
      companyIds.push(companyId);
      await adapters.stores.companies.apply({ companyId, timeZone: 'Asia/Tokyo', deleted: false }, 1);
      return companyId;
    },
    connect: (companyId: string, baseUrl: string, token: string): Promise<Response> =>
      operator('PUT', `/companies/${companyId}/attendance-connection`, { baseUrl, token, delivery: 'topic' }),
    /** Asks for a run and waits for its end. */
    async run(companyId: string, body?: unknown): Promise<ShownRun> {
      const answer = await admin(companyId)('POST', '/employee-sync-runs', body);
      const { runId } = (await answer.json()) as { runId: string };
      if (answer.status !== 202) throw new Error(`run was not taken: HTTP ${answer.status}`);
      return ended(companyId, runId);
    },
    stopRuns: () => sync.stopRuns(),
    async stop({ keepData = false } = {}) {
      await server.close();
      await sync.stopRuns();
      await sync.stopConsuming();
      await sync.stopSending();
      for (const companyId of companyIds) await deleteOwnKeys(adapters.redis, companyId);
      await adapters.close();
      await rm(folder, { recursive: true });
      if (!keepData) await dropOwnDatabase(names.database);
    },
  };
}

export type TestSync = Awaited<ReturnType<typeof startTestSync>>;

/** Follows a topic from its beginning and keeps the records by company; records of other tests are not even decoded. */
export async function follow<Schema extends DescMessage>({ bus }: Pick<TestSync, 'bus'>, topic: Topic<Schema>) {
  const records: IncomingMessage[] = [];
  const consumption = await bus.consume({ group: `follow-${newId()}`, topics: [topic.name], fromBeginning: true }, async (batch) => {
    for (const record of batch.messages) {
      records.push(record);
      batch.resolve(record.offset);
    }
  });
  const decode = ({ value }: IncomingMessage): MessageShape<Schema> | null => (value === null ? null : fromBinary(topic.schema, value));
  const recordsOf = (companyId: string): IncomingMessage[] => records.filter(({ headers }) => headers['company'] === companyId);
  return {
    of: (companyId: string) => recordsOf(companyId).map(decode).filter((message) => message !== null),
    /** As the log has compacted it: the last record of each key. */
    latestOf: (companyId: string) => [...new Map(recordsOf(companyId).map((record) => [record.key, record])).values()].map(decode),
    tombstonesOf: (companyId: string) => recordsOf(companyId).filter(({ value }) => value === null).map(({ key }) => key),
    stop: () => consumption.stop(),
  };
}
