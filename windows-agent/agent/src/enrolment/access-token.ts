import { z } from 'zod';
import type { Clock } from '../clock/clock.ts';
import type { FactStore } from '../database/fact.store.ts';
import { agentApi } from '../gateway-client/gateway.port.ts';
import type { GatewayAnswer, GatewayFailure, OpenGateway } from '../gateway-client/gateway.port.ts';
import type { Logger } from '../log.ts';
import type { DeviceIdentity } from './device-identity.ts';
import type { DeviceSigner } from './device-key.ts';

/** The device's access token, got by an assertion when needed and kept in memory only. */
export interface AccessTokens {
  current(budgetMs: number): Promise<{ readonly kind: 'token'; readonly value: string } | GatewayFailure>;
  /** The server no longer takes this token; one that was got meanwhile is kept. */
  discard(value: string): void;
  /** What the token says is out of date, for example because an account was tied. */
  discardAny(): void;
}

const TokenAnswer = z.object({
  access_token: z.string().min(1),
  token_type: z.literal('Bearer'),
  expires_in: z.number().positive(),
  break_glass_code_id: z.string().min(1).optional(),
});

/** A token is renewed this long before its end, so that it does not end on the way. */
const renewBeforeMs = 30_000;
const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export function createAccessTokens(options: {
  gateway: OpenGateway;
  identity: FactStore<DeviceIdentity>;
  signer: DeviceSigner;
  clock: Clock;
  clockOffsetMs: () => number;
  newId: () => string;
  /** Told which break-glass code the server holds to be the PC's. */
  breakGlassCode?: (codeId: string) => void;
  log: Logger;
}): AccessTokens {
  const { gateway, identity, signer, clock, clockOffsetMs, newId, log } = options;
  let held: { value: string; endsAt: number } | undefined;
  let asking: Promise<{ kind: 'token'; value: string } | GatewayFailure> | undefined;
  let generation = 0;

  async function request(deviceId: string, deadline: number): Promise<GatewayAnswer> {
    const assertion = await signer.assertion({ deviceId, issuedAtMs: clock.now() + clockOffsetMs(), jti: newId() });
    const left = deadline - clock.monotonic();
    if (left <= 0) return { kind: 'unavailable', reason: 'timeout' };
    return gateway.postForm(`${agentApi}/token`, { grant_type: grantType, assertion }, left);
  }

  async function ask(budgetMs: number): Promise<{ kind: 'token'; value: string } | GatewayFailure> {
    const device = identity.load();
    if (device === undefined) return { kind: 'unavailable', reason: 'not-enrolled' };
    const asked = generation;
    const deadline = clock.monotonic() + budgetMs;
    const offsetBefore = clockOffsetMs();
    let answer = await request(device.deviceId, deadline);
    // The refusal told the server's time; if that moved our estimate, the assertion was only dated wrongly.
    const datedWrongly = answer.kind === 'refused' && answer.status === 401 && clockOffsetMs() !== offsetBefore;
    if (datedWrongly) {
      log.warn('The clock of this PC is wrong; using the time of the server', { clockOffsetMs: clockOffsetMs() });
      answer = await request(device.deviceId, deadline);
    }
    if (answer.kind !== 'answered') return answer;
    const token = TokenAnswer.safeParse(answer.body);
    if (!token.success) return { kind: 'unavailable', reason: 'unreadable-answer' };
    if (token.data.break_glass_code_id !== undefined) options.breakGlassCode?.(token.data.break_glass_code_id);
    const fresh = { value: token.data.access_token, endsAt: clock.monotonic() + token.data.expires_in * 1_000 };
    // Discarded while it was on its way: good for who asked, not for the next.
    if (asked === generation) held = fresh;
    return { kind: 'token', value: fresh.value };
  }

  return {
    async current(budgetMs) {
      if (held !== undefined && held.endsAt - clock.monotonic() > renewBeforeMs) return { kind: 'token', value: held.value };
      asking ??= ask(budgetMs)
        .catch((error: unknown): GatewayFailure => {
          log.error('No assertion could be made', { error });
          return { kind: 'unavailable', reason: 'no-assertion' };
        })
        .finally(() => {
          asking = undefined;
        });
      return withinBudget(asking, budgetMs);
    },
    discard(value) {
      if (held?.value === value) held = undefined;
    },
    discardAny() {
      held = undefined;
      generation += 1;
    },
  };
}

/** Somebody else's request may have a longer budget than ours; ours is kept all the same. */
async function withinBudget<T>(work: Promise<T>, budgetMs: number): Promise<T | GatewayFailure> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<GatewayFailure>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'unavailable', reason: 'timeout' }), Math.max(1, budgetMs));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
