import { z } from 'zod';
import { agentApi } from '../gateway-client/gateway.port.ts';
import type { Gateway, GatewayFailure } from '../gateway-client/gateway.port.ts';
import type { PolicyCache } from '../policy-cache/policy-cache.ts';
import type { TiedPersons } from './tied-persons.ts';

export type LinkOutcome = { readonly kind: 'linked'; readonly displayName: string; readonly employeeCode: string } | GatewayFailure;
export type UnlinkOutcome = { readonly kind: 'unlinked' } | GatewayFailure;

/** The tie of a Windows account of this PC to a user. */
export interface AccountLinks {
  link(request: { windowsSid: string; windowsAccount: string; activationCode: string }): Promise<LinkOutcome>;
  unlink(windowsSid: string): Promise<UnlinkOutcome>;
}

const LinkAnswer = z.object({ userId: z.string(), displayName: z.string(), employeeCode: z.string() });
const linkBudgetMs = 10_000;
const sendBudgetMs = 5_000;
/** How long the person waits until the logon screen knows of the change. */
const policyWithinMs = 5_000;

/**
 * A tie is not retroactive, and the server gives an event to whoever is tied when it arrives: so what
 * happened before the tie is sent before it, and what happened under the tie before it ends.
 */
export function createAccountLinks(options: {
  gateway: Gateway;
  policyCache: PolicyCache;
  persons: Pick<TiedPersons, 'remember' | 'forget'>;
  /** Sends what waits; false when it could not within so many milliseconds. */
  eventsSent: (withinMs: number) => Promise<boolean>;
  linksChanged: () => void;
}): AccountLinks {
  const { gateway, policyCache, persons, eventsSent, linksChanged } = options;
  return {
    async link({ windowsSid, ...request }) {
      if (!(await eventsSent(sendBudgetMs))) return { kind: 'unavailable', reason: 'events-wait' };
      const body = { windowsSid, ...request };
      const withdraw = policyCache.announceLink(windowsSid);
      const answer = await gateway.call({ method: 'POST', path: `${agentApi}/account-links`, body, repeatable: false, budgetMs: linkBudgetMs });
      if (answer.kind !== 'answered') {
        if (wasNotDone(answer)) withdraw();
        else {
          // The server may have done it: only its policy can say.
          linksChanged();
          policyCache.nudge();
        }
        return answer;
      }
      linksChanged();
      const read = LinkAnswer.safeParse(answer.body);
      // While the tie is still awaited, so that no older policy takes the name away again.
      if (read.success) persons.remember(windowsSid, read.data);
      await policyCache.expect({ windowsSid, what: 'linked' }, policyWithinMs);
      if (!read.success) return { kind: 'unavailable', reason: 'unreadable-answer' };
      const { displayName, employeeCode } = read.data;
      return { kind: 'linked', displayName, employeeCode };
    },
    async unlink(windowsSid) {
      if (!(await eventsSent(sendBudgetMs))) return { kind: 'unavailable', reason: 'events-wait' };
      const path = `${agentApi}/account-links/${encodeURIComponent(windowsSid)}`;
      const answer = await gateway.call({ method: 'DELETE', path, repeatable: true, budgetMs: linkBudgetMs });
      if (answer.kind !== 'answered') return answer;
      linksChanged();
      persons.forget(windowsSid);
      await policyCache.expect({ windowsSid, what: 'unlinked' }, policyWithinMs);
      return { kind: 'unlinked' };
    },
  };
}

/** System errors before there is a connection: the server saw nothing, so a PC without network locks nobody out. */
const unconnected: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN']);

/** Whether it is certain that the server tied nothing. */
const wasNotDone = (failure: GatewayFailure): boolean =>
  failure.kind === 'refused' || unconnected.has(failure.reason);
