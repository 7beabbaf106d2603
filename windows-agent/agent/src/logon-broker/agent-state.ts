import type { EnrolmentState } from '../enrolment/enrolment.ts';
import type { Reply } from './message.ts';

/** What the client console shows about the agent. */
export interface AgentState {
  readonly enrolment: EnrolmentState;
  readonly deviceId: string;
  readonly companyName: string;
  readonly policyVersion: string;
  /** Whether the asking Windows account is tied to a user; false where no account is known. */
  readonly linked: boolean;
  readonly otpRegistered: boolean;
  readonly queued: number;
  readonly rejected: number;
  readonly clockOffsetMs: number;
  readonly clientVersion: string;
  /** Age of the policy by the server's time, in seconds; -1: there is none. */
  readonly policyAgeSeconds: number;
  /** Whether the company lets the PC keep the password of people who log on by a one-time password alone. */
  readonly keepsPassword: boolean;
}

export function presentState(state: AgentState): Reply {
  return {
    t: 'state',
    enrolment: state.enrolment,
    deviceId: state.deviceId,
    companyName: state.companyName,
    policyVersion: state.policyVersion,
    linked: state.linked,
    otpRegistered: state.otpRegistered,
    queued: state.queued,
    rejected: state.rejected,
    clockOffsetMs: state.clockOffsetMs,
    clientVersion: state.clientVersion,
    policyAgeSeconds: state.policyAgeSeconds,
    keepsPassword: state.keepsPassword,
  };
}
