import type { Stamp } from '../clock/stamp.ts';
import type { SessionSource } from '../host-link/host-line.ts';

/** Kinds of session events that the agent itself makes (glossary, domain 2). */
export type SessionEventKind =
  | 'logon'
  | 'logoff'
  | 'lock'
  | 'unlock'
  | 'switch-connect'
  | 'switch-disconnect'
  | 'boot'
  | 'shutdown'
  | 'sleep'
  | 'resume';

/** One thing that happened in a Windows session or to the PC. */
export interface SessionEvent {
  readonly kind: SessionEventKind;
  readonly stamp: Stamp;
  readonly bootId: string;
  readonly source: SessionSource;
  /** Whether it was concluded afterwards instead of seen. */
  readonly inferred: boolean;
  /** Server clock minus PC clock in milliseconds, as known when the event was recorded. */
  readonly clockOffsetMs: number;
  /** Absent for events of the PC itself. */
  readonly session?: { readonly sessionId: number; readonly windowsSid: string; readonly windowsAccount: string };
}
