import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { topics } from '@genkan/contracts';
import { createKafkajsBus } from '@genkan/kafka-kit';
import { createClient, plainMessage, silentLog } from '@genkan/kafka-kit/testing';
import { eventually } from '@genkan/test-kit';
import { Redis } from 'ioredis';
import { connect } from 'node:net';
import { createTopics } from './kafka-topics.ts';
import { type Servers, startServers } from './index.ts';

let dataDir: string;
let servers: Servers;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'genkan-servers-'));
  servers = await startServers({ dataDir, useGiven: false, mongodbHeap: '256m', redisAppendfsync: 'always' });
}, 120_000);
afterAll(async () => {
  await servers.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const client = () => ({ brokers: servers.kafka.brokers.split(','), clientId: 'local-stack-test', log: silentLog });
const kafka = () => createClient(client(), 'publishing');
const topic = topics.punches.name;

const produce = async (value: string): Promise<void> => {
  const bus = await createKafkajsBus(client());
  await bus.publish([plainMessage(topic, 'k', value)]);
  await bus.close();
};

const recordsOf = async (): Promise<number> => {
  const admin = kafka().admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  return offsets.reduce((sum, { offset }) => sum + Number(offset), 0);
};

describe('Kafka', () => {
  test('when it serves, then every topic of the contracts is there as the contracts say', async () => {
    const admin = kafka().admin();
    await admin.connect();
    const { topics: present } = await admin.fetchTopicMetadata({ topics: Object.values(topics).map(({ name }) => name) });
    expect(present.map(({ partitions }) => partitions.length)).toEqual(Object.values(topics).map(() => 3));
    const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: 2, name: topics.companies.name }, { type: 2, name: topic }] });
    const valueOf = (index: number, name: string) => resources[index]?.configEntries.find(({ configName }) => configName === name)?.configValue;
    expect(valueOf(0, 'cleanup.policy')).toBe('compact');
    expect(valueOf(1, 'retention.ms')).toBe(String(90 * 86_400_000));
    await createTopics(servers.kafka.brokers);
    await admin.disconnect();
  });

  test('when it is killed, then it comes back on the same address with what it acknowledged', async () => {
    await produce('before');
    const before = await recordsOf();
    await servers.kafka.kill();
    await servers.kafka.restart();
    expect(await recordsOf()).toBe(before);
    await produce('after');
  }, 30_000);
});

describe('Redis', () => {
  test('when it is killed, then it comes back on the same address with what it acknowledged', async () => {
    const write = new Redis(servers.redis.url, { retryStrategy: null });
    await write.set('kept', 'yes');
    write.disconnect();
    await servers.redis.kill();
    await servers.redis.restart();
    const read = new Redis(servers.redis.url, { retryStrategy: null });
    expect(await read.get('kept')).toBe('yes');
    read.disconnect();
  }, 30_000);

  test('when it dies without being asked to, then it is started again', async () => {
    const before = servers.redis.pid!;
    process.kill(before, 'SIGKILL');
    await eventually(() => expect(servers.redis.pid).not.toBe(before));
    await eventually(async () => {
      const client = new Redis(servers.redis.url, { retryStrategy: null, lazyConnect: true });
      client.on('error', () => undefined);
      await client.connect();
      expect(await client.ping()).toBe('PONG');
      client.disconnect();
    });
  }, 30_000);
});

describe('the mail catcher', () => {
  const send = (lines: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(servers.smtp!.url).port), '127.0.0.1');
      let said = '';
      const rest = [...lines];
      socket.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const next = rest.shift();
        if (next !== undefined) socket.write(`${next}\r\n`);
      });
      socket.once('close', () => resolve(said)).once('error', reject);
    });

  test('when a mail is sent, then it can be read on the page and as JSON, and never as markup', async () => {
    const body = 'Subject: =?UTF-8?B?546E6Zai?=\r\nFrom: genkan@example.jp\r\nTo: hanako@example.jp\r\n\r\n<script>alert(1)</script>\r\n.';
    await send(['EHLO test', 'MAIL FROM:<genkan@example.jp>', 'RCPT TO:<hanako@example.jp>', 'DATA', body, 'QUIT']);
    const mails = await eventually(async () => {
      const found = (await (await fetch(`${servers.smtp!.page}/api/email`)).json()) as { subject: string; to: string[]; text: string }[];
      expect(found).toHaveLength(1);
      return found;
    });
    expect(mails[0]).toMatchObject({ subject: '玄関', to: ['hanako@example.jp'] });
    const page = await (await fetch(servers.smtp!.page)).text();
    expect(page).toContain('玄関');
    expect(page).not.toContain('<script>');
  });
});

describe('a whole stack', () => {
  test('when the program that started it is killed, then it has warned of nothing, and none of its servers is left', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'genkan-orphans-'));
    const program = `
      import { startServers } from ${JSON.stringify(join(import.meta.dirname, '..', 'index.ts'))};
      const servers = await startServers({ dataDir: ${JSON.stringify(folder)}, useGiven: false, mongodbHeap: '256m' });
      console.log(JSON.stringify([servers.kafka, servers.mongodb, servers.redis, servers.smtp].map(({ pid }) => pid)));
      setInterval(() => undefined, 60_000);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'pipe'] });
    let warned = '';
    child.stderr.on('data', (text: Buffer) => void (warned += text.toString()));
    const pids = await new Promise<number[]>((resolve, reject) => {
      let said = '';
      child.stdout.on('data', (text: Buffer) => {
        said += text.toString();
        const line = said.split('\n').find((candidate) => candidate.startsWith('['));
        if (line !== undefined) resolve(JSON.parse(line) as number[]);
      });
      child.once('exit', () => reject(new Error(`It ended before it was ready: ${warned}`)));
    });
    expect(pids.every(isAlive)).toBe(true);
    expect(warned).not.toContain('Warning');
    child.kill('SIGKILL');
    await eventually(() => expect(pids.filter(isAlive)).toEqual([]), { withinMs: 15_000 });
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  test('when it is stopped and started again, then addresses and data are the same', async () => {
    const before = { ...servers.env };
    const records = await recordsOf();
    await servers.stop();
    servers = await startServers({ dataDir, useGiven: false, mongodbHeap: '256m', redisAppendfsync: 'always' });
    expect(servers.env).toEqual(before);
    expect(await recordsOf()).toBe(records);
    expect(JSON.parse(await readFile(join(dataDir, 'ports.json'), 'utf8'))).toHaveProperty('kafka');
  }, 60_000);
});
