import { z } from 'zod';
import { agentApi } from '../gateway-client/gateway.port.ts';
import type { Gateway } from '../gateway-client/gateway.port.ts';
import type { Logger } from '../log.ts';

export interface OtpAttempt {
  readonly windowsSid: string;
  readonly scenario: 'logon' | 'unlock' | 'rdp' | 'account-unlink';
  readonly factors: readonly string[];
  readonly code: string;
}

/** `unavailable`: nobody could judge the code. Never a way in. */
export type OtpVerdict = 'accepted' | 'refused' | 'unavailable';

/** A person waits at the logon screen: the whole check, with token and repeats, in milliseconds. The screen itself adds its own share of 2 s. */
export const checkBudgetMs = 1_800;

const Verdict = z.object({ verdict: z.enum(['accepted', 'refused']) });

/**
 * Asks the server about one attempt. The check's id is made once per attempt and goes with every repeat, so
 * the server gives one verdict however often the network makes us ask.
 */
export async function checkOtp(
  given: { gateway: Gateway; newId: () => string; log: Logger },
  attempt: OtpAttempt,
): Promise<OtpVerdict> {
  const body = { checkId: given.newId(), ...attempt };
  const answer = await given.gateway.call({
    method: 'POST',
    path: `${agentApi}/logon-checks`,
    body,
    repeatable: true,
    budgetMs: checkBudgetMs,
  });
  if (answer.kind === 'answered') {
    const read = Verdict.safeParse(answer.body);
    return read.success ? read.data.verdict : 'unavailable';
  }
  if (answer.kind === 'unavailable') {
    given.log.warn('A code could not be judged', { checkId: body.checkId, why: answer.reason });
    return 'unavailable';
  }
  given.log.info('A check was refused', { checkId: body.checkId, errorCode: answer.code });
  // Neither is about the person or the code: 401 is about this PC, 429 about how many asked before it.
  return answer.status === 401 || answer.status === 429 ? 'unavailable' : 'refused';
}
