import { decideLogon, defaultScenarios, unlinkedMethods } from '@genkan/logon-policy';
import type { AgentPolicy, LogonDecision, Scenario } from '@genkan/logon-policy';
import type { MessageKey } from './message.ts';

/** What the logon screen offers to one Windows account. */
export interface OfferedMethods {
  /** In the order of the policy, as words: "otp", "password+otp". Empty: nobody gets in now; `message` says why. */
  readonly alternatives: readonly string[];
  readonly linked: boolean;
  readonly language: 'ja' | 'en';
  readonly message?: MessageKey;
}

export interface KnownPolicy {
  readonly policy: AgentPolicy | undefined;
  /** Whether that policy cannot be believed about the account: its tie is newer, or what was kept cannot be read. */
  readonly awaited: boolean;
}

/**
 * Which alternatives an account has, from the cached policy alone. An account that was just tied and whose
 * policy has not arrived gets none: the untied methods would let it in past its group's rule.
 */
export function offeredMethods(known: KnownPolicy, windowsSid: string, scenario: Scenario): OfferedMethods {
  if (known.awaited) return { alternatives: [], linked: true, language: 'ja', message: 'policy-missing' };
  const account = known.policy?.accounts.find((candidate) => candidate.windowsSid === windowsSid);
  if (account === undefined) {
    const methods = known.policy?.unlinkedMethods ?? unlinkedMethods;
    const decision = decideLogon({ methods, otpRegistered: false, scenarios: defaultScenarios, scenario });
    return { ...offer(decision), linked: false, language: 'ja' };
  }
  const { methods, otpRegistered, scenarios, language, locked, enabled } = account;
  if (!enabled) return { alternatives: [], linked: true, language, message: 'logon-refused' };
  const decided = offer(decideLogon({ methods, otpRegistered, scenarios, scenario }));
  return { ...(locked ? withoutOtp(decided) : decided), linked: true, language };
}

/** A code that the server refuses anyway is not asked for; a pair is never shortened to its password. */
function withoutOtp(decided: ReturnType<typeof offer>): ReturnType<typeof offer> {
  const alternatives = decided.alternatives.filter((words) => !words.split('+').includes('otp'));
  return alternatives.length === 0 ? { alternatives, message: decided.message ?? 'logon-refused' } : { alternatives };
}

function offer(decision: LogonDecision): { alternatives: readonly string[]; message?: MessageKey } {
  const alternatives = decision.alternatives.map((alternative) => alternative.steps.join('+'));
  return alternatives.length === 0 ? { alternatives, message: 'otp-not-registered' } : { alternatives };
}
