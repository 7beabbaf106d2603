/** How often somebody may do something. */
export interface Limit {
  /** Highest count within the window. */
  most: number;
  windowSeconds: number;
}

/**
 * Every limit of the gateway. A window begins at a fixed time, so around its border twice the number
 * can pass. Codes and registrations have stricter limits of their own in identity.
 */
export const limits = {
  /** Enrolments by one address: a whole office enrols from one. */
  'enrolment-source': { most: 600, windowSeconds: 300 },
  /** Token exchanges by one address: every PC of an office every ten minutes. */
  'token-source': { most: 12_000, windowSeconds: 300 },
  /** Refused enrolments and assertions by one address. */
  'refused-source': { most: 100, windowSeconds: 300 },
  /** Calls of one PC, whatever it asks. */
  'device-calls': { most: 600, windowSeconds: 60 },
  /** Logins begun and ended by one address. */
  'login-source': { most: 200, windowSeconds: 300 },
  /** Readings of the session by one address, with or without one. */
  'session-source': { most: 3_000, windowSeconds: 300 },
  /** Log-outs by one address, counted apart: whoever reads too often can still log out. */
  'logout-source': { most: 600, windowSeconds: 300 },
  'administrator-calls': { most: 1_200, windowSeconds: 60 },
  'operator-calls': { most: 600, windowSeconds: 60 },
  /** Wrong operator tokens by one address. */
  'refused-operator-source': { most: 20, windowSeconds: 300 },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof limits;

/** Counts per limit and subject (an address block, a PC, an administrator). */
export interface Limiter {
  /** Counts one; throws `rate-limited` with `retry-after` when it is one too many. */
  charge(limit: LimitName, subject: string): Promise<void>;
  /** Throws `rate-limited` when the count has reached the limit; does not count. */
  refuseExhausted(limit: LimitName, subject: string): Promise<void>;
}

/** Number of the window that a moment lies in, and the whole seconds until it ends. */
export function windowAt(moment: Date, windowSeconds: number): { window: number; secondsLeft: number } {
  const seconds = moment.getTime() / 1_000;
  const window = Math.floor(seconds / windowSeconds);
  return { window, secondsLeft: Math.max(1, Math.ceil((window + 1) * windowSeconds - seconds)) };
}
