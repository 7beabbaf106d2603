import { monotonicFactory } from 'ulid';

const nextUlid = monotonicFactory();

/**
 * A new ULID: sorts by time of making, and two of one process never sort the wrong way round.
 * It names things; it is no secret and grants nothing.
 */
export const newId = (): string => nextUlid();
