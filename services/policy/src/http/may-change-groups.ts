import { Problem, administratorOf } from '@genkan/service-kit';
import type { AdministratorCaller } from '@genkan/service-kit';

/**
 * The calling administrator, if he may change groups. One who is limited to divisions may not: a group's
 * settings hold for members of every division.
 */
export function groupChangerOf(req: Parameters<typeof administratorOf>[0]): AdministratorCaller {
  const caller = administratorOf(req);
  if (caller.level !== 'all-access' && caller.divisions !== null) throw new Problem('forbidden');
  return caller;
}

/** Divisions an administrator is limited to; an all-access administrator is never limited. */
export function divisionLimit(caller: AdministratorCaller): readonly string[] | null {
  return caller.level === 'all-access' ? null : caller.divisions;
}
