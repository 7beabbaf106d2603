import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startAgentHost } from './agent-host/agent-host.ts';
import { defaultNode22, spawnAgent } from './agent-host/agent-process.ts';
import { hostLine, parseAgentLine, wts } from './agent-host/lines.ts';
import type { Stamp } from './agent-host/lines.ts';
import { readQueue } from './agent-host/queue-view.ts';
import { enrolmentToken, startAgentApi } from './testing/agent-api.ts';
import type { AgentApi } from './testing/agent-api.ts';
import { until } from './until.ts';
import { openWindowsDisk } from './windows/windows-disk.ts';

let folder: string;
let api: AgentApi;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agent-crash-'));
  mkdirSync(join(folder, 'data'));
  api = await startAgentApi();
  writeFileSync(join(folder, 'token'), enrolmentToken);
  const config = { server: api.url, dataFolder: 'data', proxy: 'none', pcName: 'PC01', enrolmentTokenFile: 'token', backOffBaseMs: 20, backOffCapMs: 100 };
  writeFileSync(join(folder, 'agent.json'), JSON.stringify(config));
});
afterEach(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

const start = Date.parse('2026-11-24T00:00:00Z');
const stampOf = (n: number): Stamp => ({ utcMs: start + n * 1_000, monotonicMs: n * 1_000, utcOffsetMinutes: 540 });
const files = () => ({ node22: defaultNode22, configFile: join(folder, 'agent.json'), logFile: join(folder, 'agent.log') });
const queueFile = () => join(folder, 'data/agent.sqlite');

/** The number of the line that an event came from: its second. */
const numberOf = (event: { occurredAt: string }) => (Date.parse(event.occurredAt) - start) / 1_000;
const locks = (events: readonly { kind: string; occurredAt: string }[]) => events.filter(({ kind }) => kind === 'lock' || kind === 'unlock').map(numberOf);
const oneTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe('an agent that is killed while it writes and sends', () => {
  test('when the host sends again what was not acknowledged, then every event reaches the server once and in order', async () => {
    const disk = openWindowsDisk(folder, 'PC01');
    const user = disk.user('taro');
    const host = startAgentHost({ ...files(), bootId: randomUUID(), stamp: () => stampOf(0), disk, sessions: () => undefined, clockErrorMs: () => 0 });
    await host.ready();
    const lines = 400;
    const kills = 10;
    const kept: Promise<void>[] = [];
    for (let n = 1; n <= lines; n += 1) {
      const event = n % 2 === 1 ? wts.lock : wts.unlock;
      kept.push(host.tell((number) => hostLine.session(number, event, 1, stampOf(number), 'console', user)));
      if (n % (lines / kills) === 0) {
        await Promise.race(kept.slice(-Math.ceil(Math.random() * 30)));
        await host.killAgent();
      }
    }
    await Promise.all(kept);
    expect(host.starts()).toBeGreaterThan(kills);
    await until(() => (readQueue(queueFile(), 'waiting').length === 0 ? true : undefined), 30_000, 'all is sent');
    await host.kill();

    expect(locks(api.events)).toEqual(oneTo(lines));
    expect(api.events.map(({ sequence }) => sequence)).toEqual(oneTo(lines + 1));
    expect(api.conflicts).toEqual([]);
    expect(readQueue(queueFile(), 'accepted')).toHaveLength(lines + 1);
  }, 120_000);

  test('when nothing is sent again, then what was acknowledged is on disk, and nothing is there twice or out of order', async () => {
    const disk = openWindowsDisk(folder, 'PC01');
    const user = disk.user('taro');
    const bootId = randomUUID();
    rmSync(join(folder, 'token'));
    let told = 0;
    for (let round = 1; round <= 8; round += 1) {
      let acknowledged = 0;
      const agent = spawnAgent({
        ...files(),
        line(text) {
          const line = parseAgentLine(text);
          if (line.kind === 'kept') acknowledged = line.number;
          // Somewhere within the lines that were sent in one go.
          if (acknowledged >= told - 60 + round * 5) agent.signal('SIGKILL');
        },
      });
      agent.send(hostLine.begin(bootId, stampOf(0)));
      for (let n = 0; n < 60; n += 1) {
        told += 1;
        agent.send(hostLine.session(told, told % 2 === 1 ? wts.lock : wts.unlock, 1, stampOf(told), 'console', user));
      }
      await agent.exited;
      const onDisk = locks(readQueue(queueFile(), 'waiting'));
      expect(onDisk.at(-1)).toBeGreaterThanOrEqual(acknowledged);
      expect(onDisk).toEqual([...new Set(onDisk)].sort((a, b) => a - b));
      told = onDisk.at(-1) ?? 0;
      expect(onDisk).toEqual(oneTo(told));
    }
  }, 120_000);

  test('when the server breaks off after it has taken events, then they come again and count once', async () => {
    const disk = openWindowsDisk(folder, 'PC01');
    const user = disk.user('taro');
    const host = startAgentHost({ ...files(), bootId: randomUUID(), stamp: () => stampOf(0), disk, sessions: () => undefined, clockErrorMs: () => 0 });
    api.fail('session-events', 3, 'reset');
    for (let n = 1; n <= 50; n += 1) await host.tell((number) => hostLine.session(number, n % 2 === 1 ? wts.lock : wts.unlock, 1, stampOf(number), 'console', user));
    await until(() => (readQueue(queueFile(), 'waiting').length === 0 ? true : undefined), 30_000, 'all is sent');
    await host.kill();
    expect(locks(api.events)).toEqual(oneTo(50));
    expect(api.conflicts).toEqual([]);
  }, 60_000);
});
