import type { HostVerb } from '../host-link/agent-line.ts';
import type { Secrets } from './secrets.port.ts';

/** Secrets sealed by the host, asked by its `seal` and `unseal` verbs. */
export function createHostSecrets(ask: (verb: HostVerb, payload: Uint8Array) => Promise<Uint8Array>): Secrets {
  return {
    seal: (plain) => ask('seal', plain),
    unseal: (sealed) => ask('unseal', sealed),
  };
}
