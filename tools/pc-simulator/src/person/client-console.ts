import type { AgentHost, AgentReply } from '../agent-host/agent-host.ts';
import type { WindowsUser } from '../windows/windows-disk.ts';
import type { Phone } from './phone.ts';

/** The agent, or the server behind it, did not do what the client console asked; `message` is the key it gave. */
export class NotDone extends Error {
  readonly outcome: 'refused' | 'unavailable' | 'error';
  constructor(reply: AgentReply) {
    super(typeof reply['message'] === 'string' ? reply['message'] : reply.t);
    this.name = 'NotDone';
    this.outcome = reply.t === 'refused' || reply.t === 'unavailable' ? reply.t : 'error';
  }
}

/** What the agent tells about itself. */
export interface AgentState {
  readonly enrolment: 'enrolled' | 'no-token' | 'trying' | 'refused';
  readonly deviceId: string;
  readonly companyName: string;
  readonly policyVersion: string;
  readonly linked: boolean;
  readonly otpRegistered: boolean;
  readonly queued: number;
  readonly rejected: number;
  readonly clockOffsetMs: number;
  readonly clientVersion: string;
  readonly policyAgeSeconds: number;
  readonly keepsPassword: boolean;
}

/** A person at the client console of their own Windows session (管理コンソール). */
export interface ClientConsole {
  state(): Promise<AgentState>;
  link(activationCode: string): Promise<{ displayName: string; employeeCode: string }>;
  unlink(): Promise<void>;
  registerOtp(): Promise<{ registrationId: string; uri: string; secret: string; expiresAt: string }>;
  /** Puts the secret on the phone when the code was right. */
  confirmOtp(code: string): Promise<void>;
  /** Address of the page, good once; the launcher opens it in the person's browser. */
  openPage(): Promise<string>;
}

/** Offers that were shown and not confirmed yet, per Windows account; the QR code on the screen. */
export type ShownOffers = Map<string, { registrationId: string; secret: string }>;

export function clientConsole(
  given: { host: AgentHost; phone: Phone; offers: ShownOffers },
  user: WindowsUser,
  sessionId: number,
): ClientConsole {
  const { phone, offers } = given;

  async function ask(message: { t: string; [field: string]: unknown }, expected: string): Promise<AgentReply> {
    const reply = await given.host.ask({ kind: 'console', sessionId, user }, message);
    if (reply.t !== expected) throw new NotDone(reply);
    return reply;
  }

  return {
    async state() {
      return (await ask({ t: 'state' }, 'state')) as unknown as AgentState;
    },
    async link(activationCode) {
      const reply = await ask({ t: 'link', activationCode }, 'linked');
      return { displayName: String(reply['displayName']), employeeCode: String(reply['employeeCode']) };
    },
    async unlink() {
      const code = phone.has(user.windowsAccount) ? { code: await phone.unusedCode(user.windowsAccount) } : {};
      await ask({ t: 'unlink', ...code }, 'unlinked');
    },
    async registerOtp() {
      const reply = await ask({ t: 'otp-registration-start' }, 'otp-offer');
      const word = (field: string) => String(reply[field]);
      const offer = { registrationId: word('registrationId'), uri: word('uri'), secret: word('secret'), expiresAt: word('expiresAt') };
      offers.set(user.windowsAccount, offer);
      return offer;
    },
    async confirmOtp(code) {
      const offer = offers.get(user.windowsAccount);
      if (offer === undefined) throw new Error('No registration was started.');
      await ask({ t: 'otp-registration-confirm', registrationId: offer.registrationId, code }, 'otp-confirmed');
      phone.add(user.windowsAccount, offer.secret);
      offers.delete(user.windowsAccount);
    },
    async openPage() {
      return String((await ask({ t: 'console-open' }, 'console-address'))['url']);
    },
  };
}
