import type { IncomingMessage, ServerResponse } from 'node:http';
import { deviceHeader, Problem, type DeviceCaller } from '@genkan/service-kit';
import type { DeviceGuard } from '../devices/device-guard.ts';
import { addressBlock } from '../http/client-address.ts';
import { bearerOf } from '../http/bearer.ts';
import type { Limiter } from '../limits/limits.ts';
import { operatorOfToken, type OperatorToken } from '../operator-api/operator-token.ts';
import type { SessionGuard } from '../session/session-guard.ts';
import type { ForwardedRoute, GuardName } from './route-table.ts';
import type { OnBehalfOf, Services } from './services.ts';

export interface PassageParts {
  services: Services;
  device: DeviceGuard;
  sessions: SessionGuard;
  operatorTokens: readonly OperatorToken[];
  /** Lets nothing pass while Redis is away. */
  limiter: Limiter;
  /** Goes on within this process while Redis is away. */
  deviceLimiter: Limiter;
}

/** Lets one call through to its service: who may, how often, pass on. */
export type Passage = (route: ForwardedRoute, req: IncomingMessage, res: ServerResponse, ip: string) => Promise<void>;

type Prove = (route: ForwardedRoute, req: IncomingMessage, ip: string) => Promise<OnBehalfOf>;

export function createPassage(parts: PassageParts): Passage {
  const proofs: Record<GuardName, Prove> = {
    device: proveDevice(parts),
    source: proveSource(parts),
    administrator: proveAdministrator(parts),
    'all-access': proveAdministrator(parts),
    operator: proveOperator(parts),
  };
  return async (route, req, res, ip) => {
    const onBehalfOf = await proofs[route.guard](route, req, ip);
    const problem = await parts.services.forward(route.service, req, res, onBehalfOf);
    // Counted afterwards, by the answer: only refusals count, and guessing fast enough to outrun it gains nothing with 128 bits.
    if (route.guard === 'source' && isGuess(res, problem)) await parts.limiter.charge('refused-source', addressBlock(ip)).catch(ignoreLimit);
  };
}

/** What a PC hears that has proved its key: refusing it again and again must not shut out the office it stands in. */
const afterProof: readonly (string | undefined)[] = ['device-revoked', 'assertion-expired', 'assertion-replayed'];

const isGuess = ({ statusCode }: ServerResponse, problem: string | undefined): boolean => (statusCode === 401 || statusCode === 403) && !afterProof.includes(problem);

/** The answer is out already; the next call will meet the limit. */
const ignoreLimit = (error: unknown): void => {
  if (!(error instanceof Problem)) throw error;
};

const proveDevice =
  ({ device, deviceLimiter }: PassageParts): Prove =>
  async (route, req, ip) => {
    const caller = device(req, ip);
    await deviceLimiter.charge(route.limit, subjectOf(caller));
    return { caller: { kind: 'gateway' }, clientIp: ip, device: deviceHeader(caller) };
  };

export const subjectOf = ({ companyId, deviceId }: Pick<DeviceCaller, 'companyId' | 'deviceId'>): string => `${companyId}/${deviceId}`;

const proveSource =
  ({ limiter }: PassageParts): Prove =>
  async (route, _req, ip) => {
    const block = addressBlock(ip);
    await Promise.all([limiter.refuseExhausted('refused-source', block), limiter.charge(route.limit, block)]);
    return { caller: { kind: 'gateway' }, clientIp: ip };
  };

const proveAdministrator =
  ({ sessions, limiter }: PassageParts): Prove =>
  async (route, req, ip) => {
    const { session, rights } = await sessions.require(req);
    const { companyId, administratorKey } = session;
    await limiter.charge(route.limit, `${companyId}/${administratorKey}`);
    if (route.guard === 'all-access' && rights.level !== 'all-access') throw new Problem('forbidden');
    const { name, level, divisions } = rights;
    return { caller: { kind: 'administrator', companyId, administratorKey, name, level, divisions }, clientIp: ip };
  };

const proveOperator =
  ({ operatorTokens, limiter }: PassageParts): Prove =>
  async (route, req, ip) => {
    const block = addressBlock(ip);
    await limiter.refuseExhausted('refused-operator-source', block);
    const token = bearerOf(req);
    const operator = token === undefined ? undefined : operatorOfToken(operatorTokens, token);
    if (operator === undefined) {
      await limiter.charge('refused-operator-source', block);
      throw new Problem('operator-token-invalid');
    }
    await limiter.charge(route.limit, operator);
    return { caller: { kind: 'operator', operator }, clientIp: ip };
  };
