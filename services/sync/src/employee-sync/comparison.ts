import type { EntityKind } from './entity.ts';

/** What a run does to one entity. `reason` is a code word for the result screen. */
export type Change<Value> =
  | { readonly kind: 'add'; readonly key: string; readonly value: Value; /** The version of the removed state that comes back. */ readonly restores?: number }
  | { readonly kind: 'update'; readonly key: string; readonly rev: number; readonly value: Value; readonly fields: readonly string[] }
  | { readonly kind: 'delete'; readonly key: string; readonly rev: number; readonly value: Value; readonly reason: RemovalReason };

export type RemovalReason = 'resigned' | 'not-in-attendance';
export type SkipReason = 'before-hire' | 'resigned';
export type RefusalReason = 'duplicate-key' | 'duplicate-code' | 'division-unknown' | 'still-referenced' | 'changed-meanwhile';

/** An entity that the run leaves as it is, and why. */
export interface Note {
  readonly entity: EntityKind;
  readonly kind: 'skip' | 'error';
  readonly key: string;
  readonly code: string;
  readonly name: string;
  readonly reason: SkipReason | RefusalReason;
  readonly divisionCode?: string;
  /** Names of the others who claim the same code. */
  readonly conflictsWith?: readonly string[];
}

export interface Comparison<Value> {
  readonly changes: readonly Change<Value>[];
  readonly notes: readonly Note[];
  readonly unchanged: number;
}

export interface PlanOptions {
  /** When the run began; new history entries hold from then. */
  readonly at: Date;
  /** Today in the company's time zone, YYYY-MM-DD. */
  readonly today: string;
  readonly newId: () => string;
}
