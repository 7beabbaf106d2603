import { callerOf, clientIpOf, Problem } from '@genkan/service-kit';
import type { Requester } from '../employee-sync/sync-run.ts';

/** Who asks, for the run and the audit trail. */
export function requesterOf(req: Parameters<typeof callerOf>[0]): Requester {
  const caller = callerOf(req);
  const ip = clientIpOf(req);
  switch (caller.kind) {
    case 'administrator':
      return { kind: 'administrator', id: caller.administratorKey, name: caller.name, ip };
    case 'operator':
      return { kind: 'operator', id: caller.operator, name: caller.operator, ip };
    case 'device':
    case 'gateway':
      throw new Problem('forbidden');
  }
}
