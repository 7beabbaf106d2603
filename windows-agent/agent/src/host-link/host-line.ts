import type { Stamp } from '../clock/stamp.ts';

export type SessionSource = 'local' | 'console' | 'rdp';
/** Who is at the other end of a connection, as the host verified it: the logon screen, or a person's client console. */
export type ClientKind = 'logon' | 'console';

/** What the host says; README.md of this folder describes each line. */
export type HostLine =
  | { readonly kind: 'begin'; readonly bootId: string; readonly stamp: Stamp }
  | CaughtUpLine
  | SessionLine
  | { readonly kind: 'power'; readonly number: number; readonly event: number; readonly stamp: Stamp }
  | { readonly kind: 'heartbeat'; readonly number: number; readonly stamp: Stamp }
  | StopLine
  | OpenLine
  | { readonly kind: 'payload'; readonly connection: number; readonly text: string }
  | { readonly kind: 'close'; readonly connection: number }
  | { readonly kind: 'drain'; readonly id: number; readonly withinMs: number }
  | { readonly kind: 'answer'; readonly id: number; readonly ok: boolean; readonly payload: Uint8Array }
  | { readonly kind: 'clock-error'; readonly ms: number };

/** Everything that the host held when the agent started is told; what comes after this line happens now. */
export interface CaughtUpLine {
  readonly kind: 'caught-up';
  readonly stamp: Stamp;
}

export interface SessionLine {
  readonly kind: 'session';
  readonly number: number;
  /** WTS_SESSION_* code of Windows, 1 to 15. */
  readonly event: number;
  readonly sessionId: number;
  readonly stamp: Stamp;
  readonly source: SessionSource;
  readonly windowsSid?: string;
  readonly windowsAccount?: string;
}

export interface StopLine {
  readonly kind: 'stop';
  readonly number: number;
  readonly reason: 'stop' | 'preshutdown';
  readonly stamp: Stamp;
  /** Told afterwards about an earlier run: it is recorded and stops nobody. */
  readonly past: boolean;
}

export interface OpenLine {
  readonly kind: 'open';
  readonly connection: number;
  readonly client: ClientKind;
  readonly processId: number;
  readonly sessionId: number;
  readonly windowsSid?: string;
  readonly windowsAccount?: string;
}

/** Lines that tell what happened to the PC; numbered by the host, kept on disk before they are acknowledged. */
export type NumberedLine = Extract<HostLine, { number: number }>;

const unsigned = /^(0|[1-9][0-9]{0,15})$/;
const stampPattern = /^([1-9][0-9]{0,15})\/(0|[1-9][0-9]{0,15})\/(0|-?[1-9][0-9]{0,3})$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const sid = /^S-1(-[0-9]{1,15}){1,15}$/;
const hex = /^([0-9a-f]{2})*$/;
const sources: readonly string[] = ['local', 'console', 'rdp'];

/** Reads one line of the host; undefined when it is none. Pure and total: no input makes it throw. */
export function parseHostLine(line: string): HostLine | undefined {
  const words = line.split(' ');
  switch (words[0]) {
    case 'B': return parseBegin(words);
    case 'E': return parseCaughtUp(words);
    case 'S': return parseSession(words);
    case 'W': return parsePower(words);
    case 'H': return parseHeartbeat(words);
    case 'T': return parseStop(words);
    case 'O': return parseOpen(words);
    case 'P': return parsePayload(line);
    case 'C': return parseClose(words);
    case 'A': return parseAnswer(words);
    case 'D': return parseDrain(words);
    case 'X': return parseClockError(words);
    default: return undefined;
  }
}

function parseBegin(words: string[]): HostLine | undefined {
  const [, bootId, stampWord] = words;
  const stamp = stampOf(stampWord);
  if (words.length !== 3 || bootId === undefined || !uuid.test(bootId) || stamp === undefined) return undefined;
  return { kind: 'begin', bootId, stamp };
}

function parseCaughtUp(words: string[]): HostLine | undefined {
  const stamp = stampOf(words[1]);
  return words.length !== 2 || stamp === undefined ? undefined : { kind: 'caught-up', stamp };
}

function parseSession(words: string[]): HostLine | undefined {
  const [, numberWord, eventWord, sessionWord, stampWord, source, sidWord, accountWord] = words;
  const number = numberOf(numberWord);
  const event = numberOf(eventWord);
  const sessionId = numberOf(sessionWord, 0xffffffff);
  const stamp = stampOf(stampWord);
  const account = parseAccount(sidWord, accountWord);
  if (words.length !== 8 || number === undefined || event === undefined || sessionId === undefined) return undefined;
  if (stamp === undefined || account === undefined || !isSource(source)) return undefined;
  return { kind: 'session', number, event, sessionId, stamp, source, ...account };
}

function parsePower(words: string[]): HostLine | undefined {
  const number = numberOf(words[1]);
  const event = numberOf(words[2]);
  const stamp = stampOf(words[3]);
  if (words.length !== 4 || number === undefined || event === undefined || stamp === undefined) return undefined;
  return { kind: 'power', number, event, stamp };
}

function parseHeartbeat(words: string[]): HostLine | undefined {
  const number = numberOf(words[1]);
  const stamp = stampOf(words[2]);
  if (words.length !== 3 || number === undefined || stamp === undefined) return undefined;
  return { kind: 'heartbeat', number, stamp };
}

function parseStop(words: string[]): HostLine | undefined {
  const [, numberWord, reason, stampWord, pastWord] = words;
  const number = numberOf(numberWord);
  const stamp = stampOf(stampWord);
  const past = pastWord === 'past';
  if (words.length !== (past ? 5 : 4) || number === undefined || stamp === undefined) return undefined;
  if (reason !== 'stop' && reason !== 'preshutdown') return undefined;
  return { kind: 'stop', number, reason, stamp, past };
}

function parseOpen(words: string[]): HostLine | undefined {
  const [, connectionWord, client, processWord, sessionWord, sidWord, accountWord] = words;
  const connection = numberOf(connectionWord);
  const processId = numberOf(processWord, 0xffffffff);
  const sessionId = numberOf(sessionWord, 0xffffffff);
  const account = parseAccount(sidWord, accountWord);
  if (words.length !== 7 || connection === undefined || processId === undefined || sessionId === undefined) return undefined;
  if (account === undefined || (client !== 'logon' && client !== 'console')) return undefined;
  return { kind: 'open', connection, client, processId, sessionId, ...account };
}

function parsePayload(line: string): HostLine | undefined {
  const match = /^P (0|[1-9][0-9]{0,15}) (.+)$/s.exec(line);
  const connection = numberOf(match?.[1]);
  const text = match?.[2];
  return connection === undefined || text === undefined ? undefined : { kind: 'payload', connection, text };
}

function parseClose(words: string[]): HostLine | undefined {
  const connection = numberOf(words[1]);
  return words.length !== 2 || connection === undefined ? undefined : { kind: 'close', connection };
}

function parseAnswer(words: string[]): HostLine | undefined {
  const [, idWord, okWord, payload] = words;
  const id = numberOf(idWord);
  if (words.length !== 4 || id === undefined || (okWord !== '0' && okWord !== '1')) return undefined;
  if (payload === undefined || !hex.test(payload)) return undefined;
  return { kind: 'answer', id, ok: okWord === '1', payload: Buffer.from(payload, 'hex') };
}

/** The longest drain that a host may ask for, in seconds. */
const maxDrainSeconds = 3_600;

function parseDrain(words: string[]): HostLine | undefined {
  const id = numberOf(words[1]);
  const seconds = numberOf(words[2], maxDrainSeconds);
  return words.length !== 3 || id === undefined || seconds === undefined ? undefined : { kind: 'drain', id, withinMs: seconds * 1_000 };
}

function parseClockError(words: string[]): HostLine | undefined {
  const match = /^(-?)(0|[1-9][0-9]{0,12})$/.exec(words[2] ?? '');
  if (words.length !== 3 || words[1] !== 'clock' || match === null) return undefined;
  return { kind: 'clock-error', ms: Number(match[0]) };
}

function numberOf(word: string | undefined, max: number = Number.MAX_SAFE_INTEGER): number | undefined {
  if (word === undefined || !unsigned.test(word)) return undefined;
  const value = Number(word);
  return value <= max ? value : undefined;
}

/** The latest time that a JavaScript date can hold. */
const lastDateMs = 8_640_000_000_000_000;

function stampOf(word: string | undefined): Stamp | undefined {
  const match = stampPattern.exec(word ?? '');
  if (match === null) return undefined;
  const stamp = { utcMs: Number(match[1]), monotonicMs: Number(match[2]), utcOffsetMinutes: Number(match[3]) };
  const plausible = stamp.utcMs < lastDateMs / 2 && stamp.monotonicMs < lastDateMs / 2 && Math.abs(stamp.utcOffsetMinutes) <= 24 * 60;
  return plausible ? stamp : undefined;
}

/** "-" stands for no account: a session in which nobody has logged on yet. */
export function parseAccount(sidWord: string | undefined, accountWord: string | undefined): { windowsSid?: string; windowsAccount?: string } | undefined {
  if (sidWord === '-' && accountWord === '-') return {};
  if (sidWord === undefined || !sid.test(sidWord) || sidWord.length > 184) return undefined;
  if (accountWord === undefined || accountWord === '' || accountWord.length > 1024 || !hex.test(accountWord)) return undefined;
  return { windowsSid: sidWord, windowsAccount: Buffer.from(accountWord, 'hex').toString('utf8') };
}

function isSource(word: string | undefined): word is SessionSource {
  return word !== undefined && sources.includes(word);
}
