/** How long an offered one-time password can be confirmed, in ms, and how many codes may be tried. */
export const offerLifetimeMs = 10 * 60_000;
export const confirmationTries = 5;

/** A one-time password that was shown and does not count until a code of it was typed. */
export interface Offer {
  readonly registrationId: string;
  /** Sealed. */
  readonly seed: string;
  readonly expiresAt: Date;
  readonly tries: number;
}

export interface ActiveCredential {
  readonly registrationId: string;
  /** Sealed. */
  readonly seed: string;
  readonly registeredAt: Date;
  /** Whether the code generator's clock was ahead by a step when it was registered. */
  readonly ahead: boolean;
  readonly unlocks: number;
}

/** Counters that a change of the credential sets anew; in between the logon check moves them. */
export interface Counters {
  readonly lastStep: number;
  readonly failures: number;
  readonly delayedUntil: number;
  readonly locked: boolean;
  readonly judgedAt: number;
}

/**
 * A user's one-time password. `version` rises with every registration and deletion, so that whatever was
 * judged, sealed or recorded under an earlier one is recognised.
 */
export interface OtpCredential {
  readonly version: number;
  readonly active?: ActiveCredential | undefined;
  readonly offer?: Offer | undefined;
  /** Counters of the present version. */
  readonly counters?: Counters | undefined;
}

export type Offered = { readonly outcome: 'offered'; readonly credential: OtpCredential; readonly offer: Offer } | { readonly outcome: 'exists' };

/** Offers a one-time password; an earlier offer is void. `seed` is sealed for `version + 1`. */
export function offer(credential: OtpCredential, registrationId: string, seed: string, at: Date): Offered {
  if (credential.active) return { outcome: 'exists' };
  const made = { registrationId, seed, expiresAt: new Date(at.getTime() + offerLifetimeMs), tries: 0 };
  return { outcome: 'offered', offer: made, credential: { ...credential, offer: made } };
}

/** The offer that may still be confirmed. */
export function openOffer({ offer: made }: OtpCredential, registrationId: string, at: Date): Offer | undefined {
  if (made?.registrationId !== registrationId || made.tries >= confirmationTries || at >= made.expiresAt) return undefined;
  return made;
}

export type Confirmed =
  /** The confirmed step counts as used: the same code does not log on as well. */
  | { readonly outcome: 'confirmed'; readonly credential: OtpCredential }
  | { readonly outcome: 'refused'; readonly credential: OtpCredential };

/**
 * @param matchedStep time step whose code was typed; undefined: none within one step of now.
 * @param presentStep time step of the server's clock.
 */
export function confirm(credential: OtpCredential, made: Offer, matchedStep: number | undefined, presentStep: number, at: Date): Confirmed {
  if (matchedStep === undefined) return { outcome: 'refused', credential: { ...credential, offer: { ...made, tries: made.tries + 1 } } };
  const { registrationId, seed } = made;
  return {
    outcome: 'confirmed',
    credential: {
      version: credential.version + 1,
      active: { registrationId, seed, registeredAt: at, ahead: matchedStep > presentStep, unlocks: 0 },
      counters: { lastStep: matchedStep, failures: 0, delayedUntil: 0, locked: false, judgedAt: at.getTime() },
    },
  };
}

/** Without the one-time password and any offer; undefined: there is none. */
export function removed(credential: OtpCredential): OtpCredential | undefined {
  return credential.active || credential.offer ? { version: credential.version + 1 } : undefined;
}

/** With failures, delay and lock forgotten, and nothing else; undefined: there is nothing to unlock. */
export function unlocked(credential: OtpCredential, at: Date): OtpCredential | undefined {
  const { active, counters } = credential;
  if (!active || !counters) return undefined;
  const judgedAt = Math.max(at.getTime(), counters.judgedAt + 1);
  return {
    ...credential,
    active: { ...active, unlocks: active.unlocks + 1 },
    counters: { lastStep: counters.lastStep, failures: 0, delayedUntil: 0, locked: false, judgedAt },
  };
}
