import { Problem } from '@genkan/service-kit';

/** The refusal of one call too many; it may be repeated after `secondsLeft`. */
export const tooMany = (secondsLeft: number): Problem => new Problem('rate-limited', { headers: { 'retry-after': String(secondsLeft) } });
