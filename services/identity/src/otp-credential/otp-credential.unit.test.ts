import { describe, expect, test } from '@jest/globals';
import { confirm, confirmationTries, offer, offerLifetimeMs, openOffer, removed, unlocked, type OtpCredential } from './otp-credential.ts';

const at = new Date('2026-04-01T00:00:00Z');
const none: OtpCredential = { version: 3 };
const offered = (): { credential: OtpCredential; made: NonNullable<OtpCredential['offer']> } => {
  const result = offer(none, 'registration-1', 'sealed', at);
  if (result.outcome !== 'offered') throw new Error('not offered');
  return { credential: result.credential, made: result.offer };
};
const active = (): OtpCredential => {
  const { credential, made } = offered();
  return confirm(credential, made, 100, 100, at).credential;
};

describe('registering a one-time password', () => {
  test('when it is offered, then it does not count yet', () => {
    expect(offered().credential).toMatchObject({ version: 3, offer: { registrationId: 'registration-1', tries: 0 } });
    expect(offered().credential.active).toBeUndefined();
  });

  test('when a code of it is typed, then it counts, and that code is used up', () => {
    expect(active()).toEqual({
      version: 4,
      active: { registrationId: 'registration-1', seed: 'sealed', registeredAt: at, ahead: false, unlocks: 0 },
      counters: { lastStep: 100, failures: 0, delayedUntil: 0, locked: false, judgedAt: at.getTime() },
    });
  });

  test('when the code is of the next step, then the clock is known to be ahead', () => {
    const { credential, made } = offered();
    expect(confirm(credential, made, 101, 100, at).credential.active?.ahead).toBe(true);
    expect(confirm(credential, made, 99, 100, at).credential.active?.ahead).toBe(false);
  });

  test('when five codes were wrong, then the offer is closed', () => {
    let { credential } = offered();
    for (let tries = 0; tries < confirmationTries; tries += 1) {
      const made = openOffer(credential, 'registration-1', at);
      expect(made).toBeDefined();
      credential = confirm(credential, made as NonNullable<typeof made>, undefined, 100, at).credential;
    }
    expect(openOffer(credential, 'registration-1', at)).toBeUndefined();
    expect(credential.version).toBe(3);
  });

  test('when ten minutes passed, or the id is another, then there is no open offer', () => {
    const { credential } = offered();
    expect(openOffer(credential, 'registration-1', new Date(at.getTime() + offerLifetimeMs - 1))).toBeDefined();
    expect(openOffer(credential, 'registration-1', new Date(at.getTime() + offerLifetimeMs))).toBeUndefined();
    expect(openOffer(credential, 'registration-2', at)).toBeUndefined();
  });

  test('when it is offered again, then the earlier offer is void; when one is registered, then none is offered', () => {
    const again = offer(offered().credential, 'registration-2', 'sealed-2', at);
    expect(again).toMatchObject({ outcome: 'offered', credential: { offer: { registrationId: 'registration-2' } } });
    expect(offer(active(), 'registration-2', 'sealed-2', at)).toEqual({ outcome: 'exists' });
  });
});

describe('changing a one-time password', () => {
  test('when it is deleted, then nothing of it is left and the version rises', () => {
    expect(removed(active())).toEqual({ version: 5 });
    expect(removed(offered().credential)).toEqual({ version: 4 });
    expect(removed(none)).toBeUndefined();
  });

  test('when it is unlocked, then the counters begin anew, the last step stays, and later judgements come after', () => {
    const locked = { ...active(), counters: { lastStep: 120, failures: 20, delayedUntil: 7, locked: true, judgedAt: at.getTime() + 5_000 } };
    expect(unlocked(locked, at)).toMatchObject({
      version: 4,
      active: { unlocks: 1 },
      counters: { lastStep: 120, failures: 0, delayedUntil: 0, locked: false, judgedAt: at.getTime() + 5_001 },
    });
    expect(unlocked(none, at)).toBeUndefined();
  });
});
