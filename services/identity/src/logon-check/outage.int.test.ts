import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createLogger, newId } from '@genkan/service-kit';
import { eventually, expectProblem } from '@genkan/test-kit';
import { type OwnRedis, ownRedis } from '../testing/own-redis.ts';
import { codeOf, startTestIdentity, type TestIdentity, userAtPc, verdictOf, wrongCode } from '../testing/test-identity.ts';
import { testPc } from '../testing/test-pc.ts';
import { createHotState } from './hot-state.ts';

jest.setTimeout(60_000);

let server: OwnRedis;
let identity: TestIdentity;
let companyId: string;

beforeAll(async () => {
  server = await ownRedis();
  identity = await startTestIdentity({ instances: 2, redisUrl: server.url });
});
afterAll(async () => {
  await identity?.stop();
  await server?.remove();
});
beforeEach(() => {
  companyId = newId();
});

const now = (): number => identity.clock().getTime();

async function loseRedis(data: 'kept' | 'lost'): Promise<void> {
  if (data === 'lost') await identity.redis.flushall();
  await server.kill();
  await server.start();
}

/** Redis is back and everybody's state is restored. */
const restored = (): Promise<void> =>
  eventually(async () => expect(await identity.stores.logonChecks.life()).toMatchObject({ restored: true }), { withinMs: 20_000, everyMs: 100 });

describe('logon check while Redis is away', () => {
  test('when Redis does not answer, then a check is unavailable within two seconds, and all is well when it does', async () => {
    const pc = await userAtPc(identity, companyId);
    const secret = await pc.register();
    server.pause();
    const begun = performance.now();
    await expectProblem(await pc.check(codeOf(secret, now())), 'logon-check-unavailable');
    expect(performance.now() - begun).toBeLessThan(2_000);
    server.resume();
    await eventually(async () => expect(await verdictOf(await pc.check(codeOf(secret, now())))).toBe('accepted'), { everyMs: 100 });
  });

  test('when Redis is gone, then a check is unavailable at once', async () => {
    const pc = await userAtPc(identity, companyId);
    const secret = await pc.register();
    await server.kill();
    await expectProblem(await pc.check(codeOf(secret, now())), 'logon-check-unavailable');
    await server.start();
    await restored();
  });

  test.each(['kept', 'lost'] as const)(
    'when Redis comes back with its data %s, then a used code stays used, so does every code up to then, and new codes work',
    async (data) => {
      const pc = await userAtPc(identity, companyId);
      const secret = await pc.register();
      const used = codeOf(secret, now());
      expect(await verdictOf(await pc.check(used))).toBe('accepted');
      await loseRedis(data);
      await eventually(async () => expect(await verdictOf(await pc.check(used))).toMatch(/^503/), { everyMs: 100 });
      await restored();
      expect(await verdictOf(await pc.check(used))).toBe('refused');
      identity.clock.advanceBy(60_000);
      expect(await verdictOf(await pc.check(codeOf(secret, now())))).toBe('accepted');
    },
  );

  test('when Redis loses everything, then failures and locks are still there', async () => {
    const [guessed, locked] = [await userAtPc(identity, companyId), await userAtPc(identity, companyId)];
    const secrets = [await guessed.register(), await locked.register()] as const;
    for (let count = 0; count < 4; count += 1) await guessed.check(wrongCode(secrets[0], now(), count));
    for (let count = 0; count < 20; count += 1) {
      await locked.check(wrongCode(secrets[1], now(), count));
      identity.clock.advanceBy(100_000);
    }
    await loseRedis('lost');
    await restored();
    identity.clock.advanceBy(60_000);
    expect(await verdictOf(await guessed.check(wrongCode(secrets[0], now())))).toBe('refused');
    // That was the fifth failure: even the right code waits now.
    expect(await verdictOf(await guessed.check(codeOf(secrets[0], now())))).toBe('refused');
    identity.clock.advanceBy(86_400_000);
    expect(await verdictOf(await guessed.check(codeOf(secrets[0], now())))).toBe('accepted');
    expect(await verdictOf(await locked.check(codeOf(secrets[1], now())))).toBe('refused');
  });

  test('when a credential is deleted while Redis is away, then no code of it counts when Redis is back', async () => {
    const pc = await userAtPc(identity, companyId);
    const secret = await pc.register();
    await server.kill();
    expect((await identity.admin({ companyId }).call('DELETE', `/users/${pc.userId}/credential`, { reason: '紛失' })).status).toBe(204);
    await server.start();
    await restored();
    await eventually(async () => {
      identity.clock.advanceBy(60_000);
      expect(await verdictOf(await pc.check(codeOf(secret, now())))).toBe('refused');
    }, { everyMs: 200 });
    await eventually(async () => {
      identity.clock.advanceBy(10_000);
      expect((await identity.user(companyId, pc.userId))?.hotDueAt).toBeUndefined();
    });
  });

  test('when a one-time password is registered while Redis is away, then its codes work when Redis is back', async () => {
    const pc = await userAtPc(identity, companyId);
    await server.kill();
    const secret = await pc.register();
    await server.start();
    await restored();
    await eventually(async () => {
      identity.clock.advanceBy(60_000);
      expect(await verdictOf(await pc.check(codeOf(secret, now())))).toBe('accepted');
    }, { withinMs: 20_000, everyMs: 1_000 });
  });

  test('when a credential is deleted while a process restores it, and that process dies right after, then no code of it counts', async () => {
    const pc = await userAtPc(identity, companyId);
    const secret = await pc.register();
    // The state is lost, and only the dying process restores it.
    await identity.redis.flushall();
    const [read, deleted, written] = [gate(), gate(), gate()];
    const { logonChecks, hotUsers } = identity.stores;
    let reads = 0;
    const dying = createHotState({
      store: {
        ...logonChecks,
        async restore(...given) {
          const outcome = await logonChecks.restore(...given);
          written.open();
          return outcome;
        },
      },
      users: {
        ...hotUsers,
        async find(user) {
          reads += 1;
          // The process is gone after its first write.
          if (reads > 1) return new Promise(() => undefined);
          const found = await hotUsers.find(user);
          read.open();
          await deleted.opened;
          return found;
        },
      },
      recordsAbsorbed: async () => undefined,
      pause: async () => undefined,
      now,
      log: createLogger({ service: 'identity', level: 'silent', instance: 'dying' }),
    });
    dying.requestRestore({ companyId, userId: pc.userId }, (await logonChecks.life()).epoch);
    await read.opened;
    expect((await identity.admin({ companyId }).call('DELETE', `/users/${pc.userId}/credential`, { reason: '紛失' })).status).toBe(204);
    await eventually(async () => {
      identity.clock.advanceBy(10_000);
      expect((await identity.user(companyId, pc.userId))?.hotDueAt).toBeUndefined();
    });
    deleted.open();
    await written.opened;
    identity.clock.advanceBy(60_000);
    const verdicts: string[] = [];
    await eventually(async () => {
      verdicts.push(await verdictOf(await pc.check(codeOf(secret, now()))));
      expect(verdicts.at(-1)).not.toMatch(/^503/);
    }, { everyMs: 200 });
    expect(verdicts.at(-1)).toBe('refused');
  });
});

describe('exchanging an assertion while Redis is away', () => {
  const enrolled = async () => {
    const made = await identity.admin({ companyId }).call('POST', '/enrolment-tokens', { uses: 1, validHours: 1, label: 'PC' });
    const pc = await testPc(identity);
    const answer = await pc.enrol(((await made.json()) as { token: string }).token);
    return { pc, deviceId: ((await answer.json()) as { deviceId: string }).deviceId };
  };

  test('when Redis loses everything, then a used assertion stays used, and a PC gets its token all the time', async () => {
    const { pc, deviceId } = await enrolled();
    const assertion = await pc.assertion(deviceId, { seconds: 300 });
    expect((await pc.exchange(assertion)).status).toBe(200);
    await identity.redis.flushall();
    await expectProblem(await pc.exchange(assertion), 'assertion-replayed');
    await server.kill();
    expect((await pc.exchange(await pc.assertion(deviceId))).status).toBe(200);
    await expectProblem(await pc.exchange(assertion), 'assertion-replayed');
    await server.start();
    await restored();
    identity.clock.advanceBy(359_000);
    await expectProblem(await pc.exchange(assertion), 'assertion-replayed');
    identity.clock.advanceBy(2_000);
    await expectProblem(await pc.exchange(assertion), 'assertion-expired');
  });
});

function gate() {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  return { opened, open };
}
