const dayMs = 24 * 60 * 60 * 1000;

/** Days that a search covers when nobody says otherwise (domain 3.4 item 5). */
export const defaultDays = 30;

/** Most days of one search (domain 3.4 item 5). */
export const longestDays = 100;

/** A change to or from summer time may lengthen a period of whole local days by an hour. */
const summerTimeMs = 60 * 60 * 1000;

export interface Period {
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive; undefined: whatever was recorded until now. */
  readonly to: Date | undefined;
}

export type PeriodAnswer =
  | { readonly ok: true; readonly period: Period }
  | { readonly ok: false; readonly fault: 'reversed' | 'too-long' };

/** The period of recording to search: the last 30 days before `to` or now, at most 100 days. */
export function periodOf(asked: { from?: Date | undefined; to?: Date | undefined }, now: Date): PeriodAnswer {
  const end = asked.to ?? now;
  const from = asked.from ?? new Date(end.getTime() - defaultDays * dayMs);
  if (asked.to !== undefined && from >= asked.to) return { ok: false, fault: 'reversed' };
  if (end.getTime() - from.getTime() > longestDays * dayMs + summerTimeMs) return { ok: false, fault: 'too-long' };
  return { ok: true, period: { from, to: asked.to } };
}

/**
 * Whether a period brought by a cursor may be searched on: it was allowed when its first page was fetched,
 * at most a day ago.
 */
export function continuedPeriod({ from, to }: Period, now: Date): boolean {
  return (to ?? now).getTime() - from.getTime() <= (longestDays + 1) * dayMs;
}
