import type { CompanyMinute } from './attempt-limits.ts';
import type { Attempt, Guard, Judgement } from './logon-check.ts';

/** Names one check: the company and user whose code it is, and the id its PC made for the attempt. */
export interface CheckKey {
  companyId: string;
  userId: string;
  checkId: string;
}

/** Where a check comes from, for the limits. */
export interface CheckSource {
  companyId: string;
  deviceId: string;
  /** Address as the gateway saw it. */
  ip: string;
}

/** A check that has its verdict, and the MAC over what it was asked with. */
export interface DecidedCheck {
  binding: string;
  judgement: Judgement;
}

/** What the first round trip brings. */
export interface OpenedCheck {
  /** Set if this check was decided before. */
  decided: DecidedCheck | undefined;
  /** What is needed to compare a code; undefined: no hot state, which `judge` will answer as stale. */
  credential: { version: number; seed: string; ahead: boolean } | undefined;
  /** Ms until the PC or its address may ask again; 0: now. */
  waitMs: number;
}

export type Judged =
  | { outcome: 'decided'; judgement: Judgement; minute?: CompanyMinute }
  /** The same check id with other content. */
  | { outcome: 'conflict' }
  /** The state is absent or of an earlier life of Redis; `epoch` names the present one. */
  | { outcome: 'stale'; epoch: string };

/** A user's hot state as the user document gives it. */
export interface HotUser extends Guard {
  /** Revision of the document; a lower one never overwrites a higher one. */
  rev: number;
  /** Sealed seed, as text; empty: none. */
  seed: string;
  /** Whether the user's code generator was seen to be ahead of the server. */
  ahead: boolean;
  /** How often the credential was unlocked; a higher number outranks later failures. */
  unlocks: number;
}

export interface RestoreTerms {
  /** Epoch in which the caller found the state stale. */
  epoch: string;
  /** Ms since the epoch after which the write must not happen any more. */
  deadline: number;
  /**
   * Whether the credential was registered by this very request, so that nothing can have been accepted
   * under it. Otherwise every step up to the moment of writing is refused from then on.
   */
  fresh: boolean;
  /** Ms since the epoch. */
  at: number;
}

/**
 * State of the logon check. Every verdict comes from `judge`, which is atomic per user over all instances.
 * Any failure to reach the store is thrown and means: not judged.
 */
export interface LogonCheckStore {
  /** Reads what is needed to judge, and charges the PC and the company. One round trip. */
  open(key: CheckKey, source: CheckSource, at: number): Promise<OpenedCheck>;
  /** Judges, and charges the address if no step matched. One round trip. */
  judge(key: CheckKey, source: CheckSource, binding: string, attempt: Attempt): Promise<Judged>;
  /**
   * Brings a newer document into a state of this life of Redis. `stale`: there is none, and from now on an older document
   * is not restored in this life either, so that the change needs no further telling.
   */
  refresh(companyId: string, userId: string, user: HotUser): Promise<'written' | 'current' | { stale: string }>;
  /** Writes a state that is absent or of an earlier life of Redis. `behind`: a newer document was seen before. */
  restore(companyId: string, userId: string, user: HotUser, terms: RestoreTerms): Promise<'written' | 'current' | 'moved' | 'late' | 'behind'>;
  /** The present life of Redis, and whether all users were restored in it. */
  life(): Promise<{ epoch: string; restored: boolean }>;
  markRestored(epoch: string): Promise<void>;
}
