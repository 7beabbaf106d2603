import type { AdministratorCaller } from '@genkan/service-kit';

/** Divisions an administrator is limited to; an all-access administrator is never limited. */
export function divisionLimit(caller: AdministratorCaller): readonly string[] | null {
  return caller.level === 'all-access' ? null : caller.divisions;
}

/** Whether somebody of this division may be seen and acted on under the limit. */
export function isWithin(limit: readonly string[] | null, divisionCode: string | null): boolean {
  return limit === null || (divisionCode !== null && limit.includes(divisionCode));
}
