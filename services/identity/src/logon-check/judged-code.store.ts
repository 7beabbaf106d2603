import type { JudgedCode } from './logon-record.ts';

/** Where the counters of users outlive Redis. */
export interface JudgedCodeStore {
  /**
   * Takes over what was judged, at most one entry per user and credential. An entry of another credential, or
   * judged before what is known, changes nothing but a lower last step. A lock that was not known is announced.
   */
  absorb(codes: readonly JudgedCode[]): Promise<void>;
}
