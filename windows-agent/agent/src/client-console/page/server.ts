import type { SelfTestReport } from '../self-test/self-test.ts';

/** The server of this page: the agent of this PC. */
export interface About {
  readonly windowsAccount: string;
  readonly pcName: string;
  readonly server: string;
  readonly clientVersion: string;
  /** Whom the account is tied to; absent: to nobody, or the name is not known on this PC. */
  readonly tiedTo?: { readonly displayName: string; readonly employeeCode: string };
}

export interface State {
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

export interface Offer {
  readonly registrationId: string;
  readonly uri: string;
  readonly secret: string;
  readonly expiresAt: string;
  readonly qr: string;
  readonly qrSize: number;
}


/** Something that was asked for was not done; `reason` is a code word of the agent or of the server. */
export class NotDone extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.name = 'NotDone';
    this.reason = reason;
  }
}

/** The key lives as long as this tab; the other half is a cookie that no script can read. */
const keyName = 'genkan-console-key';

async function send(method: string, path: string, body?: string): Promise<Response> {
  const key = sessionStorage.getItem(keyName) ?? '';
  const answer = await fetch(path, { method, headers: { 'genkan-console-key': key, 'content-type': 'text/plain' }, ...(body === undefined ? {} : { body }) }).catch(() => {
    throw new NotDone('agent-away');
  });
  if (answer.ok) return answer;
  const problem = (await answer.json().catch(() => ({}))) as { code?: string };
  throw new NotDone(problem.code ?? 'internal');
}

/** Takes the ticket of the address, or goes on with the session of this tab. */
export async function openSession(ticket: string): Promise<About> {
  if (ticket === '') return server.about();
  const { key, ...about } = (await (await send('POST', '/api/session', ticket)).json()) as About & { key: string };
  sessionStorage.setItem(keyName, key);
  return about;
}

export async function closeSession(): Promise<void> {
  await send('DELETE', '/api/session').catch(() => undefined);
  sessionStorage.removeItem(keyName);
}

let lastId = 0;

async function message<T>(t: string, expected: string, fields: Readonly<Record<string, string>> = {}): Promise<T> {
  lastId += 1;
  const answer = await send('POST', '/api/messages', JSON.stringify({ v: 1, id: `page-${lastId}`, t, ...fields }));
  const reply = (await answer.json()) as { t: string; message?: string };
  if (reply.t === expected) return reply as T;
  throw new NotDone(reply.message ?? reply.t);
}

export const server = {
  about: async () => (await (await send('GET', '/api/session')).json()) as About,
  state: () => message<State>('state', 'state'),
  link: (activationCode: string) => message<{ displayName: string; employeeCode: string }>('link', 'linked', { activationCode }),
  unlink: (code?: string) => message('unlink', 'unlinked', code === undefined ? {} : { code }),
  startRegistration: () => message<Offer>('otp-registration-start', 'otp-offer'),
  confirmRegistration: (registrationId: string, code: string) => message('otp-registration-confirm', 'otp-confirmed', { registrationId, code }),
  selfTest: async () => (await (await send('POST', '/api/self-test')).json()) as SelfTestReport,
  async supportBundle(): Promise<{ name: string; blob: Blob }> {
    const answer = await send('POST', '/api/support-bundle');
    const name = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'genkan-support.zip';
    return { name, blob: await answer.blob() };
  },
};
