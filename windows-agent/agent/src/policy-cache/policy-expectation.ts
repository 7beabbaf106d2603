import type { AgentPolicy } from '@genkan/logon-policy';

/**
 * Something the server has just done for this PC that its policy may not show yet: the service that writes
 * the policy learns of it a moment later.
 */
export interface PolicyExpectation {
  readonly windowsSid: string;
  readonly what: 'linked' | 'unlinked' | 'otp-registered';
  /** Milliseconds since 1970 UTC by the PC's clock. */
  readonly since: number;
}

/** After this long a policy that still says otherwise is believed: somebody else has changed it back. In milliseconds. */
export const expectationLifeMs = 120_000;

export function isMet(expectation: PolicyExpectation, policy: AgentPolicy): boolean {
  const account = policy.accounts.find(({ windowsSid }) => windowsSid === expectation.windowsSid);
  switch (expectation.what) {
    case 'linked': return account !== undefined;
    case 'unlinked': return account === undefined;
    case 'otp-registered': return account?.otpRegistered === true;
    default: return expectation.what satisfies never;
  }
}

/** What is still expected after this policy has come. */
export function stillExpected(expectations: readonly PolicyExpectation[], policy: AgentPolicy, now: number): PolicyExpectation[] {
  return expectations.filter((each) => !isMet(each, policy) && Math.abs(now - each.since) <= expectationLifeMs);
}

/** The new expectation replaces those about the same account that it contradicts or repeats. */
export function withExpectation(expectations: readonly PolicyExpectation[], added: PolicyExpectation): PolicyExpectation[] {
  const kept = expectations.filter((each) => each.windowsSid !== added.windowsSid || (each.what === 'linked' && added.what === 'otp-registered'));
  return [...kept, added];
}
