import { z } from 'zod';
import type { FactStore } from '../database/fact.store.ts';
import { agentApi } from '../gateway-client/gateway.port.ts';
import type { Gateway } from '../gateway-client/gateway.port.ts';
import type { Logger } from '../log.ts';
import { createAlarm } from '../uplink/alarm.ts';
import { createBackOff } from '../uplink/back-off.ts';
import type { BackOffSettings } from '../uplink/back-off.ts';
import type { DeviceIdentity } from './device-identity.ts';
import type { DeviceSigner } from './device-key.ts';

/** Where the enrolment token of the installer lies; it is deleted once it has been used. */
export interface EnrolmentTokenSource {
  /** undefined: there is none (yet). */
  read(): string | undefined;
  remove(): void;
}

/** `refused`: the server does not take this token; a new one ends it. */
export type EnrolmentState = 'enrolled' | 'no-token' | 'trying' | 'refused';

/** Makes this PC known to its company's server, once. */
export interface Enrolment {
  state(): EnrolmentState;
  stop(): void;
}

const EnrolmentAnswer = z.object({ deviceId: z.string().min(1), companyId: z.string().min(1), companyName: z.string() });
const enrolBudgetMs = 15_000;
/** How soon a token that appears later, or replaces a refused one, is seen. */
const tokenLookMs = 30_000;

/**
 * Enrols until it has worked. The key pair is on disk before the first attempt, so an attempt whose answer
 * was lost is repeated with the same public key and the server can recognise it.
 */
export function startEnrolment(options: {
  identity: FactStore<DeviceIdentity>;
  signer: DeviceSigner;
  gateway: Gateway;
  token: EnrolmentTokenSource;
  pc: { pcName: string; agentVersion: string; osVersion: string };
  backOff: BackOffSettings;
  random: () => number;
  enrolled: () => void;
  log: Logger;
}): Enrolment {
  const { identity, signer, gateway, token, pc, enrolled, log } = options;
  const backOff = createBackOff(options.backOff, options.random);
  const pause = createAlarm();
  let state: EnrolmentState = identity.load() === undefined ? 'no-token' : 'enrolled';
  let stopped = false;

  async function run(): Promise<void> {
    while (!stopped && state !== 'enrolled') {
      const enrolmentToken = token.read();
      const wait = enrolmentToken === undefined ? tokenLookMs : await attempt(enrolmentToken).catch(notEvenTried);
      if (wait !== undefined) await pause.wait(wait);
    }
  }

  async function attempt(enrolmentToken: string): Promise<number | undefined> {
    if (state !== 'refused') state = 'trying';
    const body = { enrolmentToken, publicKey: await signer.publicKey(), ...pc };
    const answer = await gateway.call({ method: 'POST', path: `${agentApi}/enrolments`, body, repeatable: true, budgetMs: enrolBudgetMs });
    if (answer.kind === 'answered') {
      const device = EnrolmentAnswer.safeParse(answer.body);
      if (!device.success) return backOff.next();
      identity.save(device.data);
      token.remove();
      state = 'enrolled';
      log.info('Enrolled', { deviceId: device.data.deviceId, companyId: device.data.companyId });
      enrolled();
      return undefined;
    }
    if (answer.kind === 'refused' && answer.code === 'enrolment-token-invalid') {
      state = 'refused';
      log.warn('The enrolment token was refused');
      return tokenLookMs;
    }
    const wait = backOff.next(answer.retryAfterMs);
    log.info('Enrolment waits', { why: answer.kind === 'refused' ? answer.code : answer.reason, waitMs: wait });
    return wait;
  }

  /** The host could not seal the key, or the disk refused; both may be better next time. */
  function notEvenTried(error: unknown): number {
    log.error('Enrolment could not be tried', { error });
    return backOff.next();
  }

  void run();

  return {
    state: () => state,
    stop() {
      stopped = true;
      pause.ring();
    },
  };
}
