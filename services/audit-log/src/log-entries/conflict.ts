import type { LogFact } from './log-entry.ts';

/** What is known of a fact that came first. */
export type FirstSaid = Pick<LogFact, 'fingerprint' | 'occurredAt' | 'operation' | 'remark'>;

export interface SplitBatch {
  /** The first fact of each company and source id. */
  readonly firsts: readonly LogFact[];
  /** Later facts of the same id; they are compared, never stored. */
  readonly repeats: readonly LogFact[];
}

/** One key per company and source id. */
export function factKey(fact: Pick<LogFact, 'companyId' | 'sourceId'>): string {
  return `${fact.companyId}|${fact.sourceId}`;
}

/** Splits a batch in its order, because an unordered insert may keep any of two equal ids. */
export function splitBatch(facts: readonly LogFact[]): SplitBatch {
  const seen = new Set<string>();
  const firsts: LogFact[] = [];
  const repeats: LogFact[] = [];
  for (const fact of facts) {
    const key = factKey(fact);
    (seen.has(key) ? repeats : firsts).push(fact);
    seen.add(key);
  }
  return { firsts, repeats };
}

/**
 * The record that two bodies came under one id (イベント矛盾), or undefined when they say the same.
 * Its own id holds the digest of the other body, so that each contradiction is recorded once however
 * often it is sent.
 */
export function conflictOf(first: FirstSaid, other: LogFact): LogFact | undefined {
  if (first.fingerprint === other.fingerprint) return undefined;
  return {
    ...other,
    sourceId: `event-conflict:${other.sourceId}:${other.fingerprint}`,
    operation: 'event-conflict',
    remark: {
      key: 'event-conflict',
      values: { eventId: other.sourceId, first: inWords(first), other: inWords(other) },
    },
    words: ['event-conflict'],
    result: 'failed',
  };
}

function inWords(said: FirstSaid): string {
  return `${said.operation} ${said.remark.key} ${said.occurredAt.toISOString()}`;
}
