import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as passing } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { fromBinary } from '@bufbuild/protobuf';
import { PunchSchema } from '@genkan/contracts';
import { newId } from '@genkan/service-kit';
import { eventually, testGateway } from '@genkan/test-kit';
import { netOf } from '../testing/attendance.ts';
import { observationsOf, startTestTopics } from '../testing/test-punch.ts';
import type { TestTopics } from '../testing/test-punch.ts';

jest.setTimeout(180_000);

let company: TestTopics;
const processes = new Set<ChildProcess>();

beforeAll(async () => {
  company = await startTestTopics();
});
afterEach(async () => {
  await Promise.all([...processes].map(kill));
});
afterAll(() => company?.stop());

const program = fileURLToPath(new URL('../testing/punch-process/main.ts', import.meta.url));
const publicKeys = JSON.stringify(testGateway().publicKeys);

function start(how = ''): ChildProcess {
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    GENKAN_LOG_LEVEL: 'silent',
    GENKAN_INSTANCE: newId(),
    GENKAN_MONGODB_DATABASE: company.names.database,
    GENKAN_CONSUMER_GROUP_SUFFIX: company.names.suffix,
    GENKAN_GATEWAY_PUBLIC_KEYS: publicKeys,
  };
  const child = spawn(process.execPath, [program, company.companyId, how], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  processes.add(child);
  return child;
}

async function started(child: ChildProcess): Promise<ChildProcess> {
  for await (const output of child.stdout ?? []) if (String(output).includes('caught up')) return child;
  throw new Error('the process ended before it had caught up');
}

async function kill(child: ChildProcess): Promise<void> {
  processes.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

const day = (userId: string) => observationsOf(userId, '8:58 logon, 12:01 lock, 12:58 unlock, 18:03 logoff, 20:00 logon, 26:10 logoff');
const dayInWords = [
  '06 break-end 12:58 final',
  '06 break-end 20:00 final',
  '06 break-start 12:01 final',
  '06 break-start 18:03 final',
  '06 clock-in 8:58 final',
  '06 clock-out 26:10 final',
];

describe('a process that dies', () => {
  test('when it is killed after a day is stored and before its punches are sent, then the next one sends them', async () => {
    const userId = newId();
    await company.publishPeople([userId]);
    const first = await started(start('mute'));
    await company.publishEvents(userId, day(userId));
    await passing(2_000); // long enough for a relay that could send
    expect(company.attendance(userId)).toEqual([]);
    await kill(first);

    await started(start());
    await eventually(() => expect(netOf(company.attendance(userId))).toEqual(dayInWords), { withinMs: 30_000, everyMs: 100 });
  });

  test('when processes are killed again and again while events flow, then the punches are those of the events', async () => {
    const userIds = Array.from({ length: 10 }, newId);
    await company.publishPeople(userIds);
    const flow = Array.from({ length: 6 }, (_, index) => userIds.map((userId) => company.eventOf(userId, day(userId)[index]!)));
    const killing = async (): Promise<void> => {
      for (let round = 0; round < 2; round++) {
        const child = await started(start());
        await passing(Math.random() * 500);
        await kill(child);
      }
    };
    const feeding = async (): Promise<void> => {
      for (const messages of [...flow, ...flow]) {
        for (const message of messages) await company.bus.publish([message]);
        await passing(300);
      }
    };
    await Promise.all([killing(), feeding()]);
    await started(start());

    for (const userId of userIds) {
      await eventually(() => expect(netOf(company.attendance(userId))).toEqual(dayInWords), { withinMs: 60_000, everyMs: 100 });
    }
    const bodies = new Map<string, string>();
    for (const { value } of company.punchRecords()) {
      const { punchId, revision } = fromBinary(PunchSchema, value ?? new Uint8Array());
      const body = Buffer.from(value ?? []).toString('base64');
      expect(bodies.get(`${punchId}.${revision}`) ?? body).toBe(body);
      bodies.set(`${punchId}.${revision}`, body);
    }
  });
});
