import { Problem, callerOf, clientIpOf } from '@genkan/service-kit';
import type { Actor } from '../operations/operation.ts';

/** Who acts, for the audit trail; PCs and the gateway itself change no policy. */
export function actorOf(req: Parameters<typeof callerOf>[0]): Actor {
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
