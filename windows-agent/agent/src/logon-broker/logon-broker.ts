import type { AgentPolicy } from '@genkan/logon-policy';
import type { AccountLinks } from '../account-link/account-link.ts';
import type { BreakGlass } from '../break-glass/break-glass.ts';
import type { Gateway, GatewayFailure } from '../gateway-client/gateway.port.ts';
import type { OpenLine } from '../host-link/host-line.ts';
import type { Logger } from '../log.ts';
import type { OtpRegistrations } from '../otp-registration/otp-registration.ts';
import { qrCodeOf } from '../otp-registration/qr-code.ts';
import type { PolicyCache } from '../policy-cache/policy-cache.ts';
import { presentState } from './agent-state.ts';
import type { AgentState } from './agent-state.ts';
import { offeredMethods } from './logon-methods.ts';
import type { OfferedMethods } from './logon-methods.ts';
import { breakGlassWord, messageVersion, readMessage } from './message.ts';
import type { Message, Reply } from './message.ts';
import { checkOtp } from './otp-check.ts';
import type { OtpVerdict } from './otp-check.ts';

/** Serves the connections that the host opens: the logon screen and the people's client consoles. */
export interface LogonBroker {
  open(line: OpenLine): void;
  payload(connection: number, text: string): void;
  close(connection: number): void;
  /** A message that came over the page of the client console, for the account that its session is bound to. */
  servePage(account: ConsoleAccount, text: string): Promise<object>;
}

/** The Windows account that a client console was proved to belong to. */
export interface ConsoleAccount {
  readonly windowsSid: string;
  readonly windowsAccount: string;
}

/** More questions at once than a person can ask; further ones are answered `busy`. */
const maxInFlight = 8;
const maxConnections = 64;

type Asker = Pick<OpenLine, 'client' | 'windowsSid' | 'windowsAccount'>;

interface Connection extends OpenLine {
  inFlight: number;
}

export function createLogonBroker(options: {
  policyCache: PolicyCache;
  gateway: Gateway;
  links: AccountLinks;
  registrations: OtpRegistrations;
  breakGlass: Pick<BreakGlass, 'isReady' | 'check'>;
  state: (windowsSid: string | undefined) => AgentState;
  /** Opens the page for this account; its address is good once. Absent: there is no page. */
  openPage?: (account: ConsoleAccount) => Promise<string>;
  newId: () => string;
  /** Sends one answer to the host. */
  reply: (connection: number, message: object) => void;
  refuse: (connection: number) => void;
  log: Logger;
}): LogonBroker {
  const { policyCache, gateway, links, registrations, breakGlass, newId, log } = options;
  const connections = new Map<number, Connection>();

  function send(connection: number, id: string, { t, ...fields }: Reply): void {
    options.reply(connection, { v: messageVersion, id, t, ...fields });
  }

  async function answer(message: Message, connection: Asker): Promise<Reply> {
    switch (message.t) {
      case 'methods': return methods(message);
      case 'state': return presentState(options.state(connection.windowsSid));
      case 'check': return connection.client === 'logon' ? check(message) : notAllowed;
      default: return connection.client === 'console' ? serveConsole(message, connection) : notAllowed;
    }
  }

  function offered(windowsSid: string, scenario: Extract<Message, { t: 'methods' }>['scenario']) {
    const known = { policy: policyCache.policy(), awaited: policyCache.isAwaited(windowsSid) };
    const methods = offeredMethods(known, windowsSid, scenario);
    return needsBreakGlass(methods, known.policy) ? { ...methods, alternatives: [...methods.alternatives, breakGlassWord] } : methods;
  }

  /**
   * Where Windows' own tiles may be hidden and the password alone is not enough, the code of the PC is the last way in. Whoever has
   * still to register does that on the tile, which asks for it only while nothing else is offered.
   */
  function needsBreakGlass({ alternatives, message }: OfferedMethods, policy: AgentPolicy | undefined): boolean {
    if (!breakGlass.isReady() || alternatives.includes('password') || message === 'otp-not-registered') return false;
    return policy === undefined || policy.enforcement === 'enforce';
  }

  function isLocked(windowsSid: string): boolean {
    return policyCache.policy()?.accounts.some((account) => account.windowsSid === windowsSid && account.locked) ?? false;
  }

  function methods({ windowsSid, scenario }: Extract<Message, { t: 'methods' }>): Reply {
    const { alternatives, ...rest } = offered(windowsSid, scenario);
    // The administrator may have unlocked the account since: whoever is turned away and tries again gets the newest policy.
    if (alternatives.every((words) => words === breakGlassWord) || isLocked(windowsSid)) policyCache.nudge();
    return { t: 'methods', alternatives: alternatives.join(' '), ...rest };
  }

  async function check({ windowsSid, windowsAccount = windowsSid, scenario, factors, code }: Extract<Message, { t: 'check' }>): Promise<Reply> {
    const { alternatives } = offered(windowsSid, scenario);
    // The screen may be older than the policy, or not ours: what is not offered is not judged.
    if (scenario === 'credui' || !alternatives.includes(factors)) return { t: 'verdict', outcome: 'refused', message: 'logon-refused' };
    if (factors === breakGlassWord) return presentVerdict(breakGlass.check({ windowsSid, windowsAccount, code }));
    return presentVerdict(await checkOtp({ gateway, newId, log }, { windowsSid, scenario, factors: factors.split('+'), code }));
  }

  /** A console acts for the account that the host verified at its other end, never for one that it names. */
  async function serveConsole(
    message: Exclude<Message, { t: 'methods' | 'state' | 'check' }>,
    { windowsSid, windowsAccount }: Asker,
  ): Promise<Reply> {
    if (windowsSid === undefined || windowsAccount === undefined) return notAllowed;
    switch (message.t) {
      case 'link': {
        const outcome = await links.link({ windowsSid, windowsAccount, activationCode: message.activationCode });
        if (outcome.kind !== 'linked') return presentFailure(outcome);
        return { t: 'linked', displayName: outcome.displayName, employeeCode: outcome.employeeCode };
      }
      case 'unlink': {
        const proof = await mayUnlink(windowsSid, message.code);
        if (proof !== undefined) return proof;
        const outcome = await links.unlink(windowsSid);
        return outcome.kind === 'unlinked' ? { t: 'unlinked' } : presentFailure(outcome);
      }
      case 'otp-registration-start': {
        const outcome = await registrations.start(windowsSid);
        return outcome.kind === 'offered' ? { t: 'otp-offer', ...outcome.offer, ...qrCodeOf(outcome.offer.uri) } : presentFailure(outcome);
      }
      case 'otp-registration-confirm': {
        const { registrationId, code } = message;
        const outcome = await registrations.confirm({ windowsSid, registrationId, code });
        return outcome.kind === 'confirmed' ? { t: 'otp-confirmed' } : presentFailure(outcome);
      }
      case 'console-open':
        return options.openPage === undefined ? notAllowed : { t: 'console-address', url: await options.openPage({ windowsSid, windowsAccount }) };
      default: return message satisfies never;
    }
  }

  /** Why not, or undefined: the code is judged by the server, under its limits, like that of a logon. */
  async function mayUnlink(windowsSid: string, code: string | undefined): Promise<Reply | undefined> {
    const account = policyCache.policy()?.accounts.find((candidate) => candidate.windowsSid === windowsSid);
    // Of whom the policy says nothing that can be believed may have a code.
    if (account?.otpRegistered !== true && !policyCache.isAwaited(windowsSid)) return undefined;
    if (code === undefined) return { t: 'refused', message: 'code-needed' };
    const outcome = await checkOtp({ gateway, newId, log }, { windowsSid, scenario: 'account-unlink', factors: ['password', 'otp'], code });
    if (outcome === 'accepted') return undefined;
    return outcome === 'refused' ? { t: 'refused', message: 'code-refused' } : { t: 'unavailable' };
  }

  async function answerOrFail(message: Message, asker: Asker): Promise<Reply> {
    try {
      return await answer(message, asker);
    } catch (error) {
      log.error('A message could not be answered', { type: message.t, error });
      return { t: 'error', message: 'internal' };
    }
  }

  return {
    open(line) {
      if (connections.size >= maxConnections) {
        options.refuse(line.connection);
        return;
      }
      connections.set(line.connection, { ...line, inFlight: 0 });
    },
    payload(number, text) {
      const connection = connections.get(number);
      if (connection === undefined) {
        log.warn('A message on a connection that is not open', { connection: number });
        return;
      }
      const read = readMessage(text);
      if (!read.ok) return send(number, read.id, { t: 'error', message: read.reason });
      const { message } = read;
      if (connection.inFlight >= maxInFlight) return send(number, message.id, { t: 'error', message: 'busy' });
      connection.inFlight += 1;
      answerOrFail(message, connection)
        .then((reply) => {
          connection.inFlight -= 1;
          // The number may belong to another connection by now; the answer is only for the one that asked.
          if (connections.get(number) === connection) send(number, message.id, reply);
        })
        .catch((error: unknown) => log.error('An answer could not be sent', { error }));
    },
    close(number) {
      connections.delete(number);
    },
    async servePage(account, text) {
      const read = readMessage(text);
      if (!read.ok) return { v: messageVersion, id: read.id, t: 'error', message: read.reason };
      const { message } = read;
      const { t, ...fields } = pageMessages.has(message.t) ? await answerOrFail(message, { client: 'console', ...account }) : notAllowed;
      return { v: messageVersion, id: message.id, t, ...fields };
    },
  };
}

/** The page asks about its own account only. */
const pageMessages: ReadonlySet<Message['t']> = new Set(['state', 'link', 'unlink', 'otp-registration-start', 'otp-registration-confirm']);

function presentVerdict(outcome: OtpVerdict): Reply {
  switch (outcome) {
    case 'accepted': return { t: 'verdict', outcome };
    case 'refused': return { t: 'verdict', outcome, message: 'logon-refused' };
    case 'unavailable': return { t: 'verdict', outcome, message: 'logon-unavailable' };
    default: return outcome satisfies never;
  }
}

const notAllowed: Reply = { t: 'error', message: 'not-allowed' };

function presentFailure(failure: GatewayFailure): Reply {
  return failure.kind === 'refused' && failure.status !== 401 ? { t: 'refused', message: failure.code } : { t: 'unavailable' };
}
