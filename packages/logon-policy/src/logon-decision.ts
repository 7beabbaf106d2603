import { noGroupMethods, stepsOf, unlinkedMethods } from './logon-method.ts';
import type { Factor, LogonMethod } from './logon-method.ts';

/** What the person is doing at the PC: logging on, unlocking, remote desktop, or an elevation prompt (CredUI). */
export const scenarios = ['logon', 'unlock', 'rdp', 'credui'] as const;
export type Scenario = (typeof scenarios)[number];

/** Whether Genkan takes part in each scenario. */
export type ScenarioSwitches = Readonly<Record<Scenario, boolean>>;

/** CredUI is off until switched on: elevation prompts of installers would surprise people (domain 7.3 item 1). */
export const defaultScenarios: ScenarioSwitches = { logon: true, unlock: true, rdp: true, credui: false };

/** Why the decision is as it is, most general first; words for the log and the simulator. */
export type Reason = 'scenario-off' | 'not-linked' | 'no-group' | 'group-methods' | 'otp-not-registered';

export interface LogonSituation {
  /** The group's alternatives, or why there are none of a group. */
  readonly methods: readonly LogonMethod[] | 'no-group' | 'not-linked';
  readonly otpRegistered: boolean;
  readonly scenarios: ScenarioSwitches;
  readonly scenario: Scenario;
}

export interface Alternative {
  /** Factors in the order in which they are asked; never empty. */
  readonly steps: readonly Factor[];
}

export interface LogonDecision {
  /** Alternatives usable now, in the order of the policy. Empty: nobody gets in by this policy. */
  readonly alternatives: readonly Alternative[];
  readonly reasons: readonly Reason[];
}

/**
 * Which steps the logon screen asks, and why. An alternative that needs a one-time password counts only
 * when one is registered; it is never shortened to its other factor, because that would weaken a pair
 * into a single factor.
 */
export function decideLogon(situation: LogonSituation): LogonDecision {
  if (!situation.scenarios[situation.scenario]) {
    return { alternatives: [{ steps: ['password'] }], reasons: ['scenario-off'] };
  }
  const { methods, reason } = methodsInForce(situation.methods);
  const usable = methods.filter((method) => situation.otpRegistered || !stepsOf(method).includes('otp'));
  return {
    alternatives: usable.map((method) => ({ steps: stepsOf(method) })),
    reasons: usable.length < methods.length ? [reason, 'otp-not-registered'] : [reason],
  };
}

function methodsInForce(methods: LogonSituation['methods']): { methods: readonly LogonMethod[]; reason: Reason } {
  if (methods === 'no-group') return { methods: noGroupMethods, reason: 'no-group' };
  if (methods === 'not-linked') return { methods: unlinkedMethods, reason: 'not-linked' };
  return { methods, reason: 'group-methods' };
}
