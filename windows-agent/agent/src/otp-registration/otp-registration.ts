import { z } from 'zod';
import { agentApi } from '../gateway-client/gateway.port.ts';
import type { Gateway, GatewayFailure } from '../gateway-client/gateway.port.ts';
import type { PolicyCache } from '../policy-cache/policy-cache.ts';

/** What the person needs for the authenticator app, shown once and kept nowhere on the PC. */
export interface OtpOffer {
  readonly registrationId: string;
  /** otpauth URI for the QR code. */
  readonly uri: string;
  /** The same secret as text, 32 Base32 characters. */
  readonly secret: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
}

export interface OtpRegistrations {
  start(windowsSid: string): Promise<{ readonly kind: 'offered'; readonly offer: OtpOffer } | GatewayFailure>;
  confirm(request: { windowsSid: string; registrationId: string; code: string }): Promise<{ readonly kind: 'confirmed' } | GatewayFailure>;
}

const OfferAnswer = z.object({
  registrationId: z.string().min(1),
  uri: z.string().startsWith('otpauth://totp/'),
  secret: z.string().regex(/^[A-Z2-7]{16,64}$/),
  expiresAt: z.iso.datetime({ offset: true }),
});
const ConfirmAnswer = z.object({ confirmed: z.literal(true) });
const registrationBudgetMs = 10_000;
/** How long the person waits until the logon screen asks for the code. */
const policyWithinMs = 5_000;

export function createOtpRegistrations(options: { gateway: Gateway; policyCache: PolicyCache }): OtpRegistrations {
  const { gateway, policyCache } = options;
  const post = (path: string, body: object) =>
    gateway.call({ method: 'POST', path: `${agentApi}/${path}`, body, repeatable: false, budgetMs: registrationBudgetMs });

  return {
    async start(windowsSid) {
      const answer = await post('otp-registrations', { windowsSid });
      if (answer.kind !== 'answered') return answer;
      const read = OfferAnswer.safeParse(answer.body);
      return read.success ? { kind: 'offered', offer: read.data } : { kind: 'unavailable', reason: 'unreadable-answer' };
    },
    async confirm({ registrationId, ...body }) {
      const answer = await post(`otp-registrations/${encodeURIComponent(registrationId)}/confirmation`, body);
      if (answer.kind !== 'answered') return answer;
      // From now on the logon screen may ask for the code; it learns so from the policy.
      await policyCache.expect({ windowsSid: body.windowsSid, what: 'otp-registered' }, policyWithinMs);
      const read = ConfirmAnswer.safeParse(answer.body);
      return read.success ? { kind: 'confirmed' } : { kind: 'unavailable', reason: 'unreadable-answer' };
    },
  };
}
