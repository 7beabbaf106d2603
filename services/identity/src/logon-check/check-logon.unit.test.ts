import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { createSealer, type KeyProvider } from '@genkan/service-kit';
import type { CompanyMinute } from './attempt-limits.ts';
import { checkBinding } from './check-binding.ts';
import { createCheckLogon, type CheckLogon, type LogonCheckAttempt } from './check-logon.ts';
import type { Judgement } from './logon-check.ts';
import { aHotUser } from './logon-check.store.contract.ts';
import { memoryLogonCheckStore, type MemoryLogonCheckStore } from './logon-check.store.memory.ts';
import { sealSeed } from '../otp-credential/seed.ts';
import { codeOfStep, stepAt } from '../otp-credential/totp.ts';

const user = { companyId: 'company-1', userId: 'user-1' };
const seed = randomBytes(20);
/** Plays a key service that can be away. */
const keys = { away: false, calls: 0 };
const provider: KeyProvider = {
  wrap: async (dataKey) => ({ keyId: 'k', wrapped: Buffer.from(dataKey).toString('base64') }),
  async unwrap({ wrapped }) {
    keys.calls += 1;
    if (keys.away) throw new Error('key service away');
    return Buffer.from(wrapped, 'base64');
  },
};

let store: MemoryLogonCheckStore;
let check: CheckLogon;
let at: number;
let recordFails: boolean;
let recorded: [string, Judgement][];
let restores: string[];
let alarms: CompanyMinute[];

beforeEach(async () => {
  at = 1_800_000_000_000;
  keys.away = false;
  keys.calls = 0;
  [recordFails, recorded, restores, alarms] = [false, [], [], []];
  store = memoryLogonCheckStore();
  const sealer = createSealer(provider, () => new Date(at));
  check = await createCheckLogon({
    store,
    sealer,
    binding: checkBinding([{ kid: 'a', secret: Buffer.alloc(32, 1) }]),
    async record(attempt, judgement) {
      if (recordFails) throw new Error('the topic does not answer');
      recorded.push([attempt.checkId, judgement]);
    },
    restore: ({ userId }) => void restores.push(userId),
    alarm: (_companyId, minute) => void alarms.push(minute),
    now: () => at,
  });
  await restore(await sealSeed(sealer, user, 1, seed));
});

async function restore(sealed: string): Promise<void> {
  const { epoch } = await store.life();
  await store.restore(user.companyId, user.userId, aHotUser({ seed: sealed }), { epoch, deadline: at, fresh: true, at });
}

const attempt = (given: Partial<LogonCheckAttempt> = {}): LogonCheckAttempt => ({
  ...user,
  checkId: crypto.randomUUID(),
  deviceId: 'device-1',
  pcName: 'PC-01',
  windowsSid: 'S-1-5-21-1',
  windowsAccount: 'PC-01\\taro',
  scenario: 'logon',
  factors: ['password', 'otp'],
  code: codeOfStep(seed, stepAt(at)),
  ip: '192.0.2.1',
  clientVersion: '1.0.0',
  ...given,
});
const wrong = (): string => (codeOfStep(seed, stepAt(at)) === '000000' || codeOfStep(seed, stepAt(at) - 1) === '000000' ? '000001' : '000000');

describe('checking a logon', () => {
  test('when the code is right, then it is accepted, and its record was durable first', async () => {
    const one = attempt();
    expect(await check(one)).toEqual({ outcome: 'accepted' });
    expect(recorded).toEqual([[one.checkId, expect.objectContaining({ verdict: 'accepted', acceptedStep: stepAt(at) })]]);
  });

  test('when the record cannot be made durable, then there is no answer; the repetition gets the same verdict and records it', async () => {
    recordFails = true;
    const one = attempt();
    await expect(check(one)).rejects.toThrow('topic');
    recordFails = false;
    expect(await check(one)).toEqual({ outcome: 'accepted' });
    expect(recorded).toHaveLength(1);
    expect(await check(attempt())).toEqual({ outcome: 'refused' });
  });

  test('when a check is repeated long after its code ran out, then it still gets its verdict', async () => {
    const one = attempt();
    await check(one);
    at += 300_000;
    expect(await check(one)).toEqual({ outcome: 'accepted' });
    expect(recorded[0]).toEqual(recorded[1]);
  });

  test.each<[string, Partial<LogonCheckAttempt>]>([
    ['code', { code: '999999' }],
    ['scenario', { scenario: 'unlock' }],
    ['factors', { factors: ['otp'] }],
    ['PC', { deviceId: 'device-2' }],
    ['Windows account', { windowsSid: 'S-1-5-21-2' }],
  ])('when a check id comes again with another %s, then it is a conflict', async (_what, changes) => {
    const one = attempt();
    await check(one);
    expect(await check({ ...one, ...changes })).toEqual({ outcome: 'conflict' });
  });

  test('when the state is of an earlier life of the store, then nothing is judged and restoring begins', async () => {
    store.restart('everything');
    expect(await check(attempt())).toEqual({ outcome: 'unavailable' });
    expect(restores).toEqual(['user-1']);
    expect(recorded).toEqual([]);
  });

  test('when the key service is away, then nothing is judged', async () => {
    keys.away = true;
    await expect(check(attempt())).rejects.toThrow('key service away');
    keys.away = false;
    expect(await check(attempt())).toEqual({ outcome: 'accepted' });
  });

  test('when many codes are checked within a minute, then the key service is asked once', async () => {
    for (let count = 0; count < 10; count += 1) await check(attempt({ code: wrong() }));
    expect(keys.calls).toBe(1);
  });

  test("when a seed was sealed for somebody else, then it judges nobody's code", async () => {
    const sealer = createSealer(provider);
    store.restart('nothing');
    await restore(await sealSeed(sealer, { ...user, userId: 'user-2' }, 1, seed));
    await expect(check(attempt())).rejects.toThrow();
    expect(recorded).toEqual([]);
  });

  test('when a user has no one-time password, then a seed is opened and a code computed all the same', async () => {
    store.restart('nothing');
    const { epoch } = await store.life();
    await store.restore(user.companyId, user.userId, aHotUser({ usable: false, seed: '', credentialVersion: 0 }), { epoch, deadline: at, fresh: true, at });
    keys.calls = 0;
    expect(await check(attempt())).toEqual({ outcome: 'refused' });
    expect(keys.calls).toBe(1);
    expect(recorded[0]?.[1]).toMatchObject({ refusal: 'no-credential' });
  });

  test('when a PC asks too often, then it is told how long to wait, and nothing is judged', async () => {
    for (let count = 0; count < 30; count += 1) await check(attempt({ code: wrong() }));
    expect(await check(attempt())).toEqual({ outcome: 'limited', waitMs: 300_000 });
    expect(recorded).toHaveLength(30);
  });

  test('when many PCs of a company send wrong codes, then an alarm is raised', async () => {
    for (let count = 0; count < 60; count += 1) await check(attempt({ code: wrong(), deviceId: `device-${count}`, ip: `192.0.2.${count}` }));
    expect(alarms.at(-1)).toEqual({ checks: 60, failures: 60 });
    expect(alarms).toHaveLength(10);
  });
});

describe('binding a check id to its content', () => {
  test('when the ring got a new first key, then bindings under the old one still match', () => {
    const content = { deviceId: 'd', windowsSid: 's', scenario: 'logon', factors: ['otp'], code: '123456' } as const;
    const [old, fresh] = [{ kid: 'old', secret: Buffer.alloc(32, 1) }, { kid: 'new.key', secret: Buffer.alloc(32, 2) }];
    const before = checkBinding([old]).of(content);
    expect(checkBinding([fresh, old]).matches(before, content)).toBe(true);
    expect(checkBinding([fresh, old]).matches(before, { ...content, code: '123457' })).toBe(false);
    expect(checkBinding([fresh]).matches(before, content)).toBe(false);
    expect(checkBinding([fresh]).matches(checkBinding([fresh]).of(content), content)).toBe(true);
    expect(before).not.toContain('123456');
  });
});
