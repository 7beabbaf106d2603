import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '@genkan/service-kit';
import { deviceChecks, sourceFailures } from './attempt-limits.ts';
import { decidedKeptMs } from './logon-check.ts';
import type { CheckKey, CheckSource, HotUser, Judged, LogonCheckStore } from './logon-check.store.ts';
import { clockToleranceMs, stepAt } from '../otp-credential/totp.ts';

export interface StoreUnderTest {
  store: LogonCheckStore;
  /** Begins another life of the store, with or without its data. */
  restart(keep: 'everything' | 'nothing'): Promise<void>;
  close(): Promise<void>;
}

export const aHotUser = (given: Partial<HotUser> = {}): HotUser => ({
  rev: 1, credentialVersion: 1, usable: true, seed: '{"sealed":true}', ahead: false, unlocks: 0,
  lastStep: 0, failures: 0, delayedUntil: 0, locked: false, judgedAt: 0, ...given,
});

/** What every store of logon-check state does, whatever holds it. */
export function logonCheckStoreContract(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(`logon-check store: ${name}`, () => {
    let under: StoreUnderTest;
    let companyId: string;
    let userId: string;
    let at: number;
    beforeAll(async () => {
      under = await create();
    });
    afterAll(() => under.close());
    beforeEach(() => {
      companyId = newId();
      userId = newId();
      // Ahead of the server's own clock, so that the test moves time alone.
      at = Date.now() + 3_600_000;
    });

    const source = (ip = '192.0.2.1'): CheckSource => ({ companyId, deviceId: 'device-1', ip });
    const key = (checkId: string = crypto.randomUUID()): CheckKey => ({ companyId, userId, checkId });
    const judge = (matchedStep: number | undefined, checkKey = key(), binding = 'b'): Promise<Judged> =>
      under.store.judge(checkKey, source(), binding, { credentialVersion: 1, matchedStep, at });
    const epochNow = async (): Promise<string> => (await under.store.life()).epoch;
    const restore = async (user: HotUser, terms: { fresh?: boolean; epoch?: string; deadline?: number } = {}) =>
      under.store.restore(companyId, userId, user, { epoch: await epochNow(), deadline: at + 1_000, fresh: true, at, ...terms });

    test('when nothing is known of a user, then the state is stale and the check is not decided', async () => {
      expect(await judge(5)).toEqual({ outcome: 'stale', epoch: expect.any(String) });
      expect((await under.store.open(key(), source(), at)).credential).toBeUndefined();
    });

    test('when a later step matches, then it is accepted once', async () => {
      await restore(aHotUser());
      expect(await judge(7)).toMatchObject({ judgement: { verdict: 'accepted', acceptedStep: 7, failures: 0, checkedAt: at } });
      expect(await judge(7)).toMatchObject({ judgement: { verdict: 'refused', refusal: 'replayed', failures: 1 } });
      expect(await judge(6)).toMatchObject({ judgement: { verdict: 'refused', refusal: 'replayed', failures: 2 } });
    });

    test('when a check is repeated, then it gets its verdict again and charges nothing', async () => {
      await restore(aHotUser());
      const once = key();
      const first = await judge(7, once);
      expect(await judge(undefined, once)).toEqual(first.outcome === 'decided' ? { ...first, minute: expect.anything() } : first);
      expect((await under.store.open(once, source(), at)).decided).toMatchObject({ binding: 'b', judgement: { verdict: 'accepted' } });
      expect(await judge(7, once, 'other')).toEqual({ outcome: 'conflict' });
      expect(await judge(8)).toMatchObject({ judgement: { verdict: 'accepted', failures: 0 } });
    });

    test('when failures go on, then the sixth waits, and the twentieth locks for good', async () => {
      await restore(aHotUser());
      for (let failures = 1; failures <= 20; failures += 1) {
        expect(await judge(undefined)).toMatchObject({ judgement: { refusal: 'wrong-code', failures, locked: failures === 20 } });
        if (failures >= 5 && failures < 20) {
          at += failures * 5_000 - 1;
          expect(await judge(99)).toMatchObject({ judgement: { refusal: 'delayed', failures } });
          at += 1;
        }
      }
      at += 86_400_000;
      expect(await judge(stepAt(at))).toMatchObject({ judgement: { refusal: 'locked', failures: 20, locked: true } });
    });

    test('when the right code comes, then failures and delay are forgotten', async () => {
      await restore(aHotUser());
      for (let failures = 0; failures < 6; failures += 1, at += 60_000) await judge(undefined);
      expect(await judge(7)).toMatchObject({ judgement: { verdict: 'accepted', failures: 0, delayedUntil: 0 } });
      expect(await judge(undefined)).toMatchObject({ judgement: { failures: 1, delayedUntil: 0 } });
    });

    test('when several checks are judged in one millisecond, then their times still rise', async () => {
      await restore(aHotUser());
      const times = await Promise.all([1, 2, 3, 4].map(() => judge(undefined)));
      const distinct = new Set(times.map((judged) => judged.outcome === 'decided' && judged.judgement.checkedAt));
      expect(distinct.size).toBe(4);
    });

    test('when the credential moved or cannot be used, then the code is not looked at', async () => {
      await restore(aHotUser({ credentialVersion: 2 }));
      expect(await judge(7)).toMatchObject({ judgement: { refusal: 'credential-moved', failures: 0 } });
      await under.store.refresh(companyId, userId, aHotUser({ rev: 2, usable: false }));
      expect(await judge(undefined)).toMatchObject({ judgement: { refusal: 'no-credential', failures: 0 } });
    });

    test('when the store begins another life, then nothing is judged until the user is restored', async () => {
      await restore(aHotUser());
      await judge(7);
      await under.restart('everything');
      expect(await judge(8)).toMatchObject({ outcome: 'stale' });
      const reached = stepAt(at + clockToleranceMs);
      expect(await restore(aHotUser(), { fresh: false })).toBe('written');
      expect(await judge(reached)).toMatchObject({ judgement: { refusal: 'replayed' } });
      expect(await judge(reached + 1)).toMatchObject({ judgement: { verdict: 'accepted' } });
    });

    test("when a device's clock is ahead, then restoring refuses its next step too", async () => {
      await restore(aHotUser({ ahead: true }), { fresh: false });
      const reached = stepAt(at + clockToleranceMs);
      expect(await judge(reached + 1)).toMatchObject({ judgement: { refusal: 'replayed' } });
      expect(await judge(reached + 2)).toMatchObject({ judgement: { verdict: 'accepted' } });
    });

    test('when the data survived and knows more than the document, then the failures and the step stay', async () => {
      await restore(aHotUser());
      await judge(70_000_000);
      for (let failures = 0; failures < 4; failures += 1) await judge(undefined);
      await under.restart('everything');
      await restore(aHotUser({ failures: 1, judgedAt: at - 10 }));
      expect(await judge(70_000_000)).toMatchObject({ judgement: { refusal: 'replayed', failures: 5 } });
    });

    test('when the document knows more than the data that survived, then the document stands', async () => {
      await restore(aHotUser());
      await judge(undefined);
      await under.restart('everything');
      await restore(aHotUser({ failures: 20, locked: true, judgedAt: at + 10 }));
      expect(await judge(99)).toMatchObject({ judgement: { refusal: 'locked', failures: 20 } });
    });

    test('when the data is lost, then the document is all there is', async () => {
      await restore(aHotUser());
      await under.restart('nothing');
      expect(await judge(8)).toMatchObject({ outcome: 'stale' });
      expect(await under.store.refresh(companyId, userId, aHotUser({ rev: 2 }))).toEqual({ stale: expect.any(String) });
      await restore(aHotUser({ rev: 2, failures: 3, lastStep: 7, judgedAt: at }));
      expect(await judge(7)).toMatchObject({ judgement: { refusal: 'replayed', failures: 4 } });
    });

    test('when two restore, then the second changes nothing; a late one or one of another life neither', async () => {
      expect(await restore(aHotUser({ failures: 2 }))).toBe('written');
      expect(await restore(aHotUser({ failures: 0, rev: 9 }))).toBe('current');
      const before = await epochNow();
      await under.restart('nothing');
      expect(await restore(aHotUser(), { epoch: before })).toBe('moved');
      expect(await restore(aHotUser(), { deadline: at - 1 })).toBe('late');
      expect(await judge(7)).toMatchObject({ outcome: 'stale' });
    });

    test('when an older document comes after a newer one, then it is ignored', async () => {
      await restore(aHotUser({ rev: 3 }));
      expect(await under.store.refresh(companyId, userId, aHotUser({ rev: 3, usable: false }))).toBe('current');
      expect(await under.store.refresh(companyId, userId, aHotUser({ rev: 4, usable: false }))).toBe('written');
      await under.restart('everything');
      expect(await restore(aHotUser({ rev: 3 }))).toBe('behind');
    });

    test.each(['everything', 'nothing'] as const)('when a newer document finds no state of this life (kept: %s), then no older one is restored in it', async (keep) => {
      await restore(aHotUser({ rev: 3 }));
      await judge(7);
      await under.restart(keep);
      const newer = aHotUser({ rev: 5, usable: false });
      expect(await under.store.refresh(companyId, userId, newer)).toEqual({ stale: await epochNow() });
      expect(await under.store.refresh(companyId, userId, aHotUser({ rev: 4 }))).toEqual({ stale: await epochNow() });
      expect(await restore(aHotUser({ rev: 4 }))).toBe('behind');
      expect(await judge(8)).toMatchObject({ outcome: 'stale' });
      expect((await under.store.open(key(), source(), at)).credential?.version).toBe(keep === 'everything' ? 1 : undefined);
      expect(await restore(newer)).toBe('written');
      expect(await judge(8)).toMatchObject({ judgement: { refusal: 'no-credential' } });
      await under.store.refresh(companyId, userId, aHotUser({ rev: 6 }));
      expect(await judge(7)).toMatchObject({ judgement: keep === 'everything' ? { refusal: 'replayed', failures: 1 } : { verdict: 'accepted' } });
    });

    test('when the credential is unlocked, then failures, delay and lock go, and the last step stays', async () => {
      await restore(aHotUser({ lastStep: 6 }));
      await judge(7);
      for (let failures = 0; failures < 20; failures += 1, at += 600_000) await judge(undefined);
      expect(await judge(8)).toMatchObject({ judgement: { refusal: 'locked' } });
      await under.store.refresh(companyId, userId, aHotUser({ rev: 2, unlocks: 1, judgedAt: 1 }));
      expect(await judge(7)).toMatchObject({ judgement: { refusal: 'replayed', failures: 1, locked: false } });
      expect(await judge(8)).toMatchObject({ judgement: { verdict: 'accepted' } });
    });

    test('when a document changes something else, then failures and lock stay as Redis counts them', async () => {
      await restore(aHotUser());
      await judge(undefined);
      await under.store.refresh(companyId, userId, aHotUser({ rev: 2 }));
      expect(await judge(undefined)).toMatchObject({ judgement: { failures: 2 } });
    });

    test('when a one-time password is registered anew, then it begins with nothing of the old one', async () => {
      await restore(aHotUser({ failures: 19, lastStep: 100 }));
      await under.store.refresh(companyId, userId, aHotUser({ rev: 2, credentialVersion: 2, lastStep: 50 }));
      const judged = await under.store.judge(key(), source(), 'b', { credentialVersion: 2, matchedStep: 51, at });
      expect(judged).toMatchObject({ judgement: { verdict: 'accepted' } });
    });

    test('when a PC asks too often, then it waits until its oldest check is five minutes old; a repetition is free', async () => {
      const first = key();
      expect((await under.store.open(first, source(), at)).waitMs).toBe(0);
      at += 1_000;
      for (let index = 1; index < deviceChecks.limit; index += 1) expect((await under.store.open(key(), source(), at)).waitMs).toBe(0);
      expect((await under.store.open(key(), source(), at)).waitMs).toBe(deviceChecks.windowMs - 1_000);
      expect((await under.store.open(first, source(), at)).waitMs).toBe(0);
      at += deviceChecks.windowMs - 1_000;
      expect((await under.store.open(key(), source(), at)).waitMs).toBe(0);
    });

    test('when an address sends too many wrong codes, then all its PCs wait, and no other address does', async () => {
      await restore(aHotUser());
      for (let index = 0; index < sourceFailures.limit; index += 1) await judge(undefined);
      expect((await under.store.open(key(), source(), at)).waitMs).toBe(sourceFailures.windowMs);
      expect((await under.store.open(key(), source('192.0.2.2'), at)).waitMs).toBe(0);
    });

    test('when codes match, then the address is not charged, and the company counts its checks', async () => {
      await restore(aHotUser());
      for (let step = 1; step <= 3; step += 1) {
        const checked = key();
        await under.store.open(checked, source(), at);
        await judge(step, checked);
      }
      expect(await judge(undefined)).toMatchObject({ minute: { checks: 3, failures: 1 } });
    });

    test('when all users were restored, then that holds for this life of the store only', async () => {
      const before = await under.store.life();
      await under.store.markRestored(before.epoch);
      expect(await under.store.life()).toEqual({ epoch: before.epoch, restored: true });
      await under.restart('everything');
      const after = await under.store.life();
      expect(after.restored).toBe(false);
      expect(after.epoch).not.toBe(before.epoch);
    });

    test('then a decided check is kept for ten minutes', () => {
      expect(decidedKeptMs).toBe(600_000);
    });
  });
}
