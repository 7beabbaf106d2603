import { administratorOf, clientIpOf, deviceOf } from '@genkan/service-kit';
import type { Actor } from '../operations/operation.ts';

type Req = Parameters<typeof administratorOf>[0];

/** The calling administrator, for the audit trail. */
export function administratorActor(req: Req): Actor {
  const { administratorKey, name } = administratorOf(req);
  return { kind: 'administrator', id: administratorKey, name, ip: clientIpOf(req) };
}

/** An employee at the calling PC, for the audit trail. */
export function userActor(req: Req, userId: string): Actor {
  const { ip, clientVersion } = deviceOf(req);
  return { kind: 'user', id: userId, name: '', ip, clientVersion };
}
