import { Problem, type Clock, type Rights } from '@genkan/service-kit';
import { z } from 'zod';
import type { Services } from '../forwarding/services.ts';

/** What identity says about an administrator now. */
export interface AdministratorRights {
  administratorKey: string;
  name: string;
  email: string;
  level: Rights;
  divisions: string[] | null;
}

export interface Administrators {
  /** The administrator of that account; undefined when the person may not use the service. */
  signIn(companyId: string, administratorCode: string): Promise<AdministratorRights | undefined>;
  /** Rights at most 30 s old; undefined when they were taken away. */
  rightsOf(companyId: string, administratorKey: string): Promise<AdministratorRights | undefined>;
}

/** Rights that were taken away end within this time, in milliseconds. */
const rightsAgeMs = 30_000;
const keptRights = 10_000;

const answer = z.object({
  administratorKey: z.string(),
  name: z.string(),
  email: z.string().nullish().transform((email) => email ?? ''),
  level: z.enum(['all-access', 'general']),
  serviceUse: z.boolean(),
  divisions: z.array(z.string()).nullable(),
});

/** Asks identity; without its answer nobody gets in or stays in. */
export function administratorsByIdentity(services: Services, clock: Clock): Administrators {
  const kept = new Map<string, { rights: Promise<AdministratorRights | undefined>; at: number }>();

  const ask = async (call: Parameters<Services['ask']>[1]): Promise<AdministratorRights | undefined> => {
    const { status, body } = await services.ask('identity', call);
    if (status === 403 || status === 404) return undefined;
    const read = answer.safeParse(body);
    if (status !== 200 || !read.success) throw new Problem('upstream-unavailable', { cause: new Error(`identity answered ${status}`) });
    const { serviceUse, ...rights } = read.data;
    return serviceUse ? rights : undefined;
  };

  const askOnce = (key: string, call: Parameters<Services['ask']>[1]): Promise<AdministratorRights | undefined> => {
    if (kept.size >= keptRights) kept.clear();
    const rights = ask(call);
    kept.set(key, { rights, at: clock().getTime() });
    rights.catch(() => kept.delete(key));
    return rights;
  };

  return {
    signIn: (companyId, administratorCode) =>
      ask({ method: 'POST', path: '/internal/console-sign-in', body: { companyId, administratorCode } }),
    async rightsOf(companyId, administratorKey) {
      const key = `${companyId}/${administratorKey}`;
      const known = kept.get(key);
      if (known !== undefined && clock().getTime() - known.at < rightsAgeMs) return known.rights;
      const path = `/internal/administrators/${encodeURIComponent(companyId)}/${encodeURIComponent(administratorKey)}`;
      return askOnce(key, { method: 'GET', path });
    },
  };
}
