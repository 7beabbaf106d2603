import { gatewayTokenSeconds, signGatewayToken, type Clock, type SigningKey, type TokenCaller } from '@genkan/service-kit';
import type { ServiceName } from '../config.ts';

/** Half the lifetime: a token in use never runs out on the way. */
const reuseMs = (gatewayTokenSeconds / 2) * 1_000;
const keptTokens = 5_000;

export type ServiceTokens = (caller: TokenCaller, service: ServiceName) => string;

/** Tokens for services, one per caller and service for half a minute, because a signature costs more than a call. */
export function serviceTokens(key: SigningKey, clock: Clock): ServiceTokens {
  const kept = new Map<string, { token: string; until: number }>();
  return (caller, service) => {
    const name = `${service} ${caller.kind === 'gateway' ? '' : JSON.stringify(caller)}`;
    const now = clock().getTime();
    const known = kept.get(name);
    if (known !== undefined && now < known.until) return known.token;
    const token = signGatewayToken(key, caller, service, clock);
    kept.delete(name);
    const oldest = kept.size >= keptTokens ? kept.keys().next() : undefined;
    if (oldest?.done === false) kept.delete(oldest.value);
    kept.set(name, { token, until: now + reuseMs });
    return token;
  };
}
