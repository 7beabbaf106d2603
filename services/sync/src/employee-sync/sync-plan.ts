import type { Upstream } from '../attendance-directory/attendance-directory.port.ts';
import { compareAdministrators } from './compare-administrators.ts';
import { compareDivisions } from './compare-divisions.ts';
import { compareEmployees } from './compare-employees.ts';
import type { Administrator, Division, EntityKind, Known, Person } from './entity.ts';

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

export interface SyncPlan {
  readonly employees: Comparison<Person>;
  readonly divisions: Comparison<Division>;
  readonly administrators: Comparison<Administrator>;
}

export interface KnownDirectory {
  readonly employees: readonly Known<Person>[];
  readonly divisions: readonly Known<Division>[];
  readonly administrators: readonly Known<Administrator>[];
}

export interface PlanOptions {
  /** When the run began; new history entries hold from then. */
  readonly at: Date;
  /** Today in the company's time zone, YYYY-MM-DD. */
  readonly today: string;
  readonly newId: () => string;
}

/**
 * What has to change so that Genkan knows what the attendance system knows. Everything is matched by the immutable
 * keys, never by codes, so that swapped employee codes are two ordinary updates.
 */
export function planSync(known: KnownDirectory, upstream: Upstream, options: PlanOptions): SyncPlan {
  return {
    divisions: compareDivisions(known.divisions, upstream, options.at),
    administrators: compareAdministrators(known.administrators, upstream.administrators),
    employees: compareEmployees(known.employees, upstream, options),
  };
}

/** More than this part of the people, and more than this many, is too much to be removed unasked. */
const suspiciousPart = 0.05;
const suspiciousCount = 5;

/** Keys, marked by kind, of everything that the plan would remove. */
export const removalsOf = (plan: SyncPlan): string[] =>
  ([['employee', plan.employees], ['division', plan.divisions], ['administrator', plan.administrators]] as const).flatMap(([entity, { changes }]) =>
    changes.filter(({ kind }) => kind === 'delete').map(({ key }) => `${entity}:${key}`),
  );

/**
 * Whether the plan removes so much that an empty or cut answer is more likely than the truth: more than 5 % and more
 * than 5 of the people or administrators, or all of a kind.
 */
export function isSuspicious(known: KnownDirectory, plan: SyncPlan): boolean {
  const suspicious = (of: readonly Known<unknown>[], { changes }: Comparison<unknown>): boolean => {
    const present = of.filter(({ removedAt }) => removedAt === undefined).length;
    const removed = changes.filter(({ kind }) => kind === 'delete').length;
    return removed > 0 && (removed === present || (removed > suspiciousCount && removed > present * suspiciousPart));
  };
  return (
    suspicious(known.employees, plan.employees) ||
    suspicious(known.administrators, plan.administrators) ||
    suspicious(known.divisions, plan.divisions)
  );
}
