import type { Guard } from './agent-host/answers.ts';
import type { QueuedEvent } from './agent-host/queue-view.ts';
import type { PcClock } from './clock.ts';
import type { Outage } from './network/network.ts';
import type { AgentState } from './person/client-console.ts';
import type { LogonResult, Typed } from './person/logon.ts';
import type { Phone } from './person/phone.ts';
import type { WindowsUser } from './windows/windows-disk.ts';
import type { WindowsSession } from './windows/windows-sessions.ts';

export interface PcOptions {
  /** Address of the gateway, for example "http://127.0.0.1:8080". */
  readonly gateway: string | URL;
  /** The PC's disk; a PC started again on it is the same PC. */
  readonly dataDir: string;
  readonly pcName: string;
  readonly enrolmentToken?: string;
  /** Default: the real time. */
  readonly clock?: PcClock;
  readonly node22Path?: string;
  /** Local time minus UTC in minutes; default Tokyo, 540. */
  readonly utcOffsetMinutes?: number;
  /** Whether the PC is switched on at once; default yes. */
  readonly switchedOn?: boolean;
  /** More settings of the agent's configuration file. */
  readonly agentConfig?: Readonly<Record<string, unknown>>;
}

/** Who is at the PC and what they type; without `user` it is who was at it last. */
export type PersonTyping = Typed & { readonly user: string };

/** One PC with the real agent; Windows, the person, the network and the power are played. */
export interface Pc {
  readonly name: string;
  readonly phone: Phone;

  // The person at the logon screen. A result other than `accepted` changes nothing at the PC.
  logOn(person: PersonTyping): Promise<LogonResult>;
  lock(user?: string): Promise<void>;
  unlock(person?: Partial<PersonTyping>): Promise<LogonResult>;
  logOff(user?: string): Promise<void>;
  switchUser(person: PersonTyping): Promise<LogonResult>;
  connectRdp(person: PersonTyping): Promise<LogonResult>;
  disconnectRdp(user?: string): Promise<void>;

  // The person at the client console. Throws `NotDone` with the message key when it was not done.
  enrol(token?: string, withinMs?: number): Promise<AgentState>;
  linkAccount(windowsUser: string, activationCode: string): Promise<{ displayName: string; employeeCode: string }>;
  unlinkAccount(windowsUser?: string): Promise<void>;
  registerOtp(windowsUser?: string): Promise<{ uri: string; secret: string; registrationId: string; expiresAt: string }>;
  confirmOtp(code: string, windowsUser?: string): Promise<void>;
  /** Address of the client console's page for this person, good once. */
  openConsole(windowsUser?: string): Promise<string>;
  state(windowsUser?: string): Promise<AgentState>;
  setPassword(windowsUser: string, password: string): void;
  windowsUser(name: string): WindowsUser;
  /** The Windows user who was at the PC last; verbs without a user mean this one. */
  lastUser(): string | undefined;

  // Power.
  sleep(): Promise<void>;
  resume(): Promise<void>;
  /** Windows shuts down in order: everybody is logged off first. */
  shutDown(): Promise<void>;
  /** Everything stops at once; nothing is said to the agent. */
  cutPower(): Promise<void>;
  boot(): Promise<void>;
  isOn(): boolean;
  /** The person's Windows session on this PC, if any. */
  session(windowsUser: string): WindowsSession | undefined;
  killAgent(): Promise<void>;
  /** What the policy made the host keep; undefined: nothing since Windows started. */
  guard(): Guard | undefined;
  /** SIDs of the accounts whose kept password was forgotten since Windows started. */
  forgottenPasswords(): readonly string[];

  // Time.
  now(): Date;
  /** Lets time pass until then. A manual clock moves at once; the last heartbeat is of the last full minute before `time`. */
  liveUntil(time: Date | string | number): Promise<void>;
  /** Makes the PC's clock wrong by so much (positive: it runs ahead). */
  setClockError(ms: number): void;

  // Network.
  goOffline(outage?: Outage): void;
  goOnline(): void;
  delayNetwork(ms: number): void;
  useGateway(gateway: string | URL): void;

  // The agent's queue on disk, also readable while the power is off.
  queued(): QueuedEvent[];
  eventsSent(): QueuedEvent[];
  eventsRejected(): QueuedEvent[];
  /** Resolves when nothing waits to be sent. */
  allSent(withinMs?: number): Promise<void>;

  /** Ends the simulation: power off without a word, network closed. The disk stays. */
  stop(): Promise<void>;
}
