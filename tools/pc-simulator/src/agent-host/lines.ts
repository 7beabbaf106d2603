import type { WindowsUser } from '../windows/windows-disk.ts';
import type { SessionSource, WindowsSession } from '../windows/windows-sessions.ts';

/** Time of an event as Windows' host stamps it: PC clock, milliseconds since boot, local time minus UTC in minutes. */
export interface Stamp {
  readonly utcMs: number;
  readonly monotonicMs: number;
  readonly utcOffsetMinutes: number;
}

/** WTS_SESSION_* codes. */
export const wts = {
  consoleConnect: 1,
  consoleDisconnect: 2,
  remoteConnect: 3,
  remoteDisconnect: 4,
  logon: 5,
  logoff: 6,
  lock: 7,
  unlock: 8,
} as const;

/** PBT_* codes. */
export const power = { suspend: 4, resumeSuspend: 7, resumeAutomatic: 18 } as const;

const stampText = (stamp: Stamp) => `${stamp.utcMs}/${stamp.monotonicMs}/${stamp.utcOffsetMinutes}`;
const accountText = (user: WindowsUser | undefined) =>
  user === undefined ? '- -' : `${user.windowsSid} ${Buffer.from(user.windowsAccount).toString('hex')}`;

/** A session in the host's answer to `sessions`. */
export const sessionText = (session: WindowsSession): string =>
  `${session.id} ${session.connected ? 'active' : 'disconnected'} ${session.locked ? 1 : 0} ${session.source} ${accountText(session.user)} ${session.loggedOnAt}`;

/** The lines that the host sends; described in windows-agent/agent/src/host-link/README.md. */
export const hostLine = {
  begin: (bootId: string, stamp: Stamp) => `B ${bootId} ${stampText(stamp)}`,
  caughtUp: (stamp: Stamp) => `E ${stampText(stamp)}`,
  session: (n: number, event: number, sessionId: number, stamp: Stamp, source: SessionSource, user?: WindowsUser) =>
    `S ${n} ${event} ${sessionId} ${stampText(stamp)} ${source} ${accountText(user)}`,
  power: (n: number, event: number, stamp: Stamp) => `W ${n} ${event} ${stampText(stamp)}`,
  heartbeat: (n: number, stamp: Stamp) => `H ${n} ${stampText(stamp)}`,
  stop: (n: number, reason: 'stop' | 'preshutdown', stamp: Stamp, past = false) => `T ${n} ${reason} ${stampText(stamp)}${past ? ' past' : ''}`,
  open: (connection: number, client: 'logon' | 'console', sessionId: number, user?: WindowsUser) =>
    `O ${connection} ${client} 4242 ${sessionId} ${accountText(user)}`,
  payload: (connection: number, message: object) => `P ${connection} ${JSON.stringify(message)}`,
  close: (connection: number) => `C ${connection}`,
  drain: (id: number, seconds: number) => `D ${id} ${seconds}`,
  answer: (id: string, ok: boolean, payload: Uint8Array) => `A ${id} ${ok ? 1 : 0} ${Buffer.from(payload).toString('hex')}`,
  clockError: (ms: number) => `X clock ${ms}`,
} as const;

/** What the agent says back. */
export type AgentLine =
  | { readonly kind: 'ready' }
  | { readonly kind: 'kept'; readonly number: number }
  | { readonly kind: 'payload'; readonly connection: number; readonly message: Readonly<Record<string, unknown>> }
  | { readonly kind: 'close'; readonly connection: number }
  | { readonly kind: 'drained'; readonly id: number; readonly unsent: number }
  | { readonly kind: 'question'; readonly id: string; readonly verb: string; readonly payload: Uint8Array };

/** Throws on anything that an agent must not say: a fault of the agent must not be overlooked in a test. */
export function parseAgentLine(line: string): AgentLine {
  const [letter = '', first = '', second = '', third = ''] = line.split(' ');
  switch (letter) {
    case 'R': return { kind: 'ready' };
    case 'K': return { kind: 'kept', number: Number(first) };
    case 'P': return { kind: 'payload', connection: Number(first), message: readObject(line.slice(3 + first.length)) };
    case 'C': return { kind: 'close', connection: Number(first) };
    case 'Q': return { kind: 'question', id: first, verb: second, payload: Buffer.from(third, 'hex') };
    case 'D': return { kind: 'drained', id: Number(first), unsent: Number(second) };
    default: throw new Error('The agent said a line of no known kind.');
  }
}

function readObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('The agent answered no JSON object.');
  return value as Record<string, unknown>;
}
