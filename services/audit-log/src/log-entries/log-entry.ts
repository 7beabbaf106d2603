/** Who did something: an employee, an administrator, the operator, Genkan itself, or a PC. */
export type ActorKind = 'user' | 'administrator' | 'operator' | 'system' | 'device';

export interface Actor {
  readonly kind: ActorKind;
  /** User id, administrator key, operator name or device id, by kind; empty for the system. */
  readonly id: string;
  /** Name as known when it happened; empty when only the id was known. */
  readonly name: string;
}

/** What it was done to: a user, or a thing that has only a name (a group, a PC). */
export interface Target {
  readonly userId: string | null;
  readonly name: string;
}

/** 備考 in code words: the console makes the sentence, so that both languages say the same. */
export interface Remark {
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
}

export type Result = 'succeeded' | 'failed';

/** A fact as it comes from a topic, before it is recorded. */
export interface LogFact {
  readonly companyId: string;
  /** Kind of source and its own id, "session-event:<uuid>"; a fact is recorded once per company and source id. */
  readonly sourceId: string;
  /** Digest of what the source itself said, to tell a repeated record from a contradicting one. */
  readonly fingerprint: string;
  /** 操作内容: code word of domain 3.4.2. */
  readonly operation: string;
  readonly occurredAt: Date;
  readonly actor: Actor;
  readonly target: Target | null;
  readonly remark: Remark;
  /** Code words that the console shows as text, for finding entries by their labels. */
  readonly words: readonly string[];
  /** Empty when the system itself acted. */
  readonly ip: string;
  readonly clientVersion: string;
  readonly result: Result;
}

/** One line of the log. Nothing updates or deletes it. */
export interface LogEntry extends LogFact {
  /** ULID that rises in the order of recording. */
  readonly entryId: string;
  readonly recordedAt: Date;
}

/**
 * The user an entry is about: whom it was done to, else who did it; null for what concerns no user.
 * Division limits of an administrator are judged on it.
 */
export function subjectOf(fact: Pick<LogFact, 'actor' | 'target'>): string | null {
  if (fact.target?.userId) return fact.target.userId;
  return fact.target === null && fact.actor.kind === 'user' && fact.actor.id !== '' ? fact.actor.id : null;
}
