import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startAgentHost } from './agent-host/agent-host.ts';
import { defaultNode22, spawnAgent } from './agent-host/agent-process.ts';
import { hostLine, parseAgentLine, wts } from './agent-host/lines.ts';
import type { AgentLine, Stamp } from './agent-host/lines.ts';
import { readQueue } from './agent-host/queue-view.ts';
import { enrolmentToken, startAgentApi } from './testing/agent-api.ts';
import type { AgentApi } from './testing/agent-api.ts';
import { until } from './until.ts';
import { openWindowsDisk } from './windows/windows-disk.ts';
import type { WindowsDisk, WindowsUser } from './windows/windows-disk.ts';
import type { WindowsSession } from './windows/windows-sessions.ts';

let folder: string;
let api: AgentApi;
let disk: WindowsDisk;
let taro: WindowsUser;
let hanako: WindowsUser;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agent-lines-'));
  mkdirSync(join(folder, 'data'));
  api = await startAgentApi();
  writeFileSync(join(folder, 'token'), enrolmentToken);
  const config = { server: api.url, dataFolder: 'data', proxy: 'none', pcName: 'PC01', enrolmentTokenFile: 'token', backOffBaseMs: 20, backOffCapMs: 100 };
  writeFileSync(join(folder, 'agent.json'), JSON.stringify(config));
  disk = openWindowsDisk(folder, 'PC01');
  [taro, hanako] = [disk.user('taro'), disk.user('hanako')];
});
afterEach(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

const yesterday = Date.parse('2026-11-23T00:00:00Z');
const today = Date.parse('2026-11-24T00:00:00Z');
const stampOf = (boot: number, seconds: number): Stamp => ({ utcMs: boot + seconds * 1_000, monotonicMs: seconds * 1_000, utcOffsetMinutes: 540 });
const files = () => ({ node22: defaultNode22, configFile: join(folder, 'agent.json'), logFile: join(folder, 'agent.log') });
const told = () => [...readQueue(join(folder, 'data/agent.sqlite'), 'accepted'), ...readQueue(join(folder, 'data/agent.sqlite'), 'waiting')];
const short = () => told().map(({ kind, windowsAccount, inferred }) => `${kind} ${windowsAccount?.split('\\')[1] ?? 'pc'}${inferred ? ' inferred' : ''}`);
const at = (seconds: number, user: WindowsUser, id: number): WindowsSession => ({ id, user, source: 'console', locked: false, connected: true, loggedOnAt: today + seconds * 1_000 });

describe('an earlier run of Windows that the host tells afterwards', () => {
  test('when its end was spilled at shutdown, then the day ends as it ended, nothing stops, and the new run follows in the same process', async () => {
    const lines: AgentLine[] = [];
    const agent = spawnAgent({ ...files(), line: (text) => void lines.push(parseAgentLine(text)) });
    const heard = (kind: AgentLine['kind'], count: number) => until(() => (lines.filter((line) => line.kind === kind).length >= count ? true : undefined), 10_000, `${count} × ${kind}`);
    const old = randomUUID();
    agent.send(hostLine.begin(old, stampOf(yesterday, 10)));
    await heard('ready', 1);
    agent.send(hostLine.session(1, wts.logon, 1, stampOf(yesterday, 20), 'console', taro));
    agent.send(hostLine.session(2, wts.logoff, 1, stampOf(yesterday, 3_600), 'console', taro));
    agent.send(hostLine.stop(3, 'preshutdown', stampOf(yesterday, 3_601), true));
    await heard('kept', 3);
    agent.send(hostLine.begin(randomUUID(), stampOf(today, 10)));
    await heard('ready', 2);
    agent.send(hostLine.session(1, wts.logon, 1, stampOf(today, 20), 'console', taro));
    await heard('kept', 4);
    // A host that was killed before it could clear its spill file.
    agent.send(hostLine.begin(old, stampOf(yesterday, 10)));
    agent.send(hostLine.session(1, wts.logon, 1, stampOf(yesterday, 20), 'console', taro));
    agent.send(hostLine.stop(3, 'preshutdown', stampOf(yesterday, 3_601), true));
    await heard('kept', 6);
    expect(short()).toEqual(['boot pc', 'logon taro', 'logoff taro', 'shutdown pc', 'boot pc', 'logon taro']);
    agent.hangUp();
    expect(await agent.exited).toBe(0);
  }, 40_000);
});

describe('the sessions that Windows has when the agent starts', () => {
  test('when one is unknown and one is gone, then logon and logoff are inferred once; when the host cannot tell, then nothing', async () => {
    let sessions: readonly WindowsSession[] | undefined = undefined;
    let looks = 0;
    const tellSessions = () => {
      looks += 1;
      return sessions;
    };
    const host = startAgentHost({ ...files(), bootId: randomUUID(), stamp: () => stampOf(today, 600), disk, sessions: tellSessions, clockErrorMs: () => 0 });
    await host.ready();
    await host.tell((n) => hostLine.session(n, wts.logon, 1, stampOf(today, 60), 'console', taro));
    await host.tell((n) => hostLine.heartbeat(n, stampOf(today, 500)));
    let seconds = 500;
    const looked = async (times: number) => {
      looks = 0;
      await host.killAgent();
      await until(() => (looks >= times ? true : undefined), 15_000, `${times} looks`);
      // What comes after the answer is acknowledged after it.
      seconds += 1;
      await host.tell((n) => hostLine.heartbeat(n, stampOf(today, seconds)));
    };
    await looked(1);
    expect(short()).toEqual(['boot pc', 'logon taro']);

    sessions = [at(300, hanako, 2)];
    await looked(2);
    expect(short()).toEqual(['boot pc', 'logon taro', 'logoff taro inferred', 'logon hanako inferred']);
    const [off, on] = told().slice(-2);
    expect([off?.occurredAt, on?.occurredAt]).toEqual([new Date(today + 501_000).toISOString(), new Date(today + 300_000).toISOString()]);

    await looked(2);
    expect(told()).toHaveLength(4);
    await host.kill();
  }, 60_000);
});

describe('a drain before the agent is taken away', () => {
  test('when the server takes what waits, then nothing is unsent; when it cannot be reached, then how much is told within the time', async () => {
    const host = startAgentHost({ ...files(), bootId: randomUUID(), stamp: () => stampOf(today, 0), disk, sessions: () => undefined, clockErrorMs: () => 0 });
    await host.ready();
    await host.tell((n) => hostLine.session(n, wts.logon, 1, stampOf(today, 60), 'console', taro));
    expect(await host.drain(10)).toBe(0);
    await api.close();
    await host.tell((n) => hostLine.session(n, wts.lock, 1, stampOf(today, 70), 'console', taro));
    const before = Date.now();
    expect(await host.drain(1)).toBe(1);
    expect(Date.now() - before).toBeLessThan(5_000);
    await host.kill();
    api = await startAgentApi();
  }, 40_000);
});
