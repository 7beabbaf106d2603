import { z } from 'zod';
import { agentApi } from '../gateway-client/gateway.port.ts';
import type { Gateway, GatewayFailure } from '../gateway-client/gateway.port.ts';
import type { PolicyCache } from '../policy-cache/policy-cache.ts';

export type LinkOutcome = { readonly kind: 'linked'; readonly displayName: string; readonly employeeCode: string } | GatewayFailure;
export type UnlinkOutcome = { readonly kind: 'unlinked' } | GatewayFailure;

/** The tie of a Windows account of this PC to a user. */
export interface AccountLinks {
  link(request: { windowsSid: string; windowsAccount: string; activationCode: string }): Promise<LinkOutcome>;
  unlink(windowsSid: string): Promise<UnlinkOutcome>;
}

const LinkAnswer = z.object({ displayName: z.string(), employeeCode: z.string() });
const linkBudgetMs = 10_000;

export function createAccountLinks(options: { gateway: Gateway; policyCache: PolicyCache; linksChanged: () => void }): AccountLinks {
  const { gateway, policyCache, linksChanged } = options;
  return {
    async link({ windowsSid, ...request }) {
      const body = { windowsSid, ...request };
      const answer = await gateway.call({ method: 'POST', path: `${agentApi}/account-links`, body, repeatable: false, budgetMs: linkBudgetMs });
      if (answer.kind !== 'answered') return answer;
      policyCache.expect(windowsSid);
      linksChanged();
      await policyCache.refresh();
      const read = LinkAnswer.safeParse(answer.body);
      return read.success ? { kind: 'linked', ...read.data } : { kind: 'unavailable', reason: 'unreadable-answer' };
    },
    async unlink(windowsSid) {
      const path = `${agentApi}/account-links/${encodeURIComponent(windowsSid)}`;
      const answer = await gateway.call({ method: 'DELETE', path, repeatable: true, budgetMs: linkBudgetMs });
      if (answer.kind !== 'answered') return answer;
      linksChanged();
      await policyCache.refresh();
      return { kind: 'unlinked' };
    },
  };
}
