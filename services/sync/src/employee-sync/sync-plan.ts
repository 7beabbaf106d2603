import type { Upstream } from '../attendance-directory/attendance-directory.port.ts';
import { compareAdministrators } from './compare-administrators.ts';
import { compareDivisions } from './compare-divisions.ts';
import { compareEmployees } from './compare-employees.ts';
import type { Comparison, PlanOptions } from './comparison.ts';
import type { Administrator, Division, Known, Person } from './entity.ts';

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
