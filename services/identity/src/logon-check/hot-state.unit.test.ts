import { beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger } from '@genkan/service-kit';
import { eventually } from '@genkan/test-kit';
import { coalesce } from './coalesce.ts';
import { createHotState, judgedToRecordedMs, type HotState } from './hot-state.ts';
import type { HotUser } from './logon-check.store.ts';
import { aHotUser } from './logon-check.store.contract.ts';
import { memoryLogonCheckStore, type MemoryLogonCheckStore } from './logon-check.store.memory.ts';

const user = { companyId: 'company-1', userId: 'user-1' };
const at = 1_800_000_000_000;
let store: MemoryLogonCheckStore;
let document: HotUser;
let steps: string[];
/** Called each time the document was read. */
let afterRead: () => Promise<void>;
let hotState: HotState;

beforeEach(() => {
  store = memoryLogonCheckStore();
  document = aHotUser({ rev: 5 });
  steps = [];
  afterRead = async () => undefined;
  hotState = createHotState({
    store,
    users: {
      async find() {
        const found = document;
        steps.push('read');
        await afterRead();
        return found;
      },
      async *registered() {
        yield { ...user, hot: document };
        yield { companyId: 'company-2', userId: 'user-2', hot: aHotUser() };
      },
    },
    recordsAbsorbed: async () => void steps.push('absorbed'),
    pause: async (ms) => void steps.push(`paused ${ms}`),
    now: () => at,
    log: createLogger({ service: 'identity', level: 'silent', instance: 'test' }),
  });
});

const judged = (version = 1, step = 90_000_000) =>
  store.judge({ ...user, checkId: crypto.randomUUID() }, { companyId: user.companyId, deviceId: 'd', ip: 'i' }, 'b', { credentialVersion: version, matchedStep: step, at });

describe('restoring hot state', () => {
  test('when a user is stale, then records under way are waited for and absorbed before the document is read', async () => {
    hotState.requestRestore(user, (await store.life()).epoch);
    await eventually(async () => expect(await judged()).toMatchObject({ judgement: { verdict: 'accepted' } }));
    expect(steps.slice(0, 3)).toEqual([`paused ${judgedToRecordedMs}`, 'absorbed', 'read']);
  });

  test('when the credential is deleted between reading and writing, then the deletion still reaches the store', async () => {
    afterRead = async () => {
      afterRead = async () => undefined;
      document = { ...document, rev: 6, usable: false, credentialVersion: 2 };
      // The deletion tells the store, which has nothing to refresh yet.
      await hotState.push(user);
    };
    hotState.requestRestore(user, (await store.life()).epoch);
    await eventually(async () => expect(await judged(2)).toMatchObject({ judgement: { refusal: 'no-credential' } }));
  });

  test('when the store was lost again meanwhile, then nothing of before is written', async () => {
    const { epoch } = await store.life();
    store.restart('nothing');
    hotState.requestRestore(user, epoch);
    await eventually(() => expect(steps).toContain('read'));
    expect(await judged()).toMatchObject({ outcome: 'stale' });
  });

  test('when everybody is restored, then it is not done again in this life of the store', async () => {
    await hotState.restoreEverybody();
    expect(await store.life()).toMatchObject({ restored: true });
    expect(await judged()).toMatchObject({ outcome: 'decided' });
    const before = steps.length;
    await hotState.restoreEverybody();
    expect(steps).toHaveLength(before);
  });
});

describe('pushing a changed document', () => {
  test('when a one-time password was registered just now, then its next code counts at once', async () => {
    await hotState.push(user, { credentialVersion: 1, epoch: (await store.life()).epoch });
    expect(await judged(1, 7)).toMatchObject({ judgement: { verdict: 'accepted' } });
  });

  test('when the store was lost while it was registered, then it is restored like any other', async () => {
    const { epoch } = await store.life();
    store.restart('nothing');
    await hotState.push(user, { credentialVersion: 1, epoch });
    expect(await judged(1, 7)).toMatchObject({ outcome: 'stale' });
  });

  test('when the credential changed again meanwhile, then it is not taken for the fresh one', async () => {
    document = { ...document, credentialVersion: 2 };
    await hotState.push(user, { credentialVersion: 1, epoch: (await store.life()).epoch });
    expect(await judged(2, 7)).toMatchObject({ outcome: 'stale' });
  });
});

describe('sharing a run', () => {
  test('when calls come while it runs, then they share one run that begins after', async () => {
    let runs = 0;
    const gates: (() => void)[] = [];
    const shared = coalesce(async () => {
      runs += 1;
      await new Promise<void>((resolve) => gates.push(resolve));
    });
    const first = shared();
    const [second, third] = [shared(), shared()];
    gates[0]?.();
    await first;
    await eventually(() => expect(gates).toHaveLength(2));
    gates[1]?.();
    await Promise.all([second, third]);
    expect(runs).toBe(2);
  });

  test('when a run fails, then its callers learn it and the next run is not affected', async () => {
    let fails = true;
    const shared = coalesce(async () => {
      if (fails) throw new Error('no');
    });
    await expect(shared()).rejects.toThrow('no');
    fails = false;
    await shared();
  });
});
