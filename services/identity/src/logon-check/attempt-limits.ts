/** At most `limit` different members within any `windowMs`. */
export interface SlidingLimit {
  limit: number;
  windowMs: number;
}

/** Checks of one PC; a repetition of a check is free. */
export const deviceChecks: SlidingLimit = { limit: 30, windowMs: 5 * 60_000 };

/** Codes that matched no time step, from one address of one company. */
export const sourceFailures: SlidingLimit = { limit: 100, windowMs: 5 * 60_000 };

/** Checks of one company within a minute. */
export interface CompanyMinute {
  checks: number;
  failures: number;
}

/**
 * Whether a company's minute looks like guessing: one try on each of many accounts stays below every limit
 * per user, so only the whole shows it.
 */
export const looksLikeSpraying = ({ checks, failures }: CompanyMinute): boolean => failures > 50 && failures > 0.3 * checks;
