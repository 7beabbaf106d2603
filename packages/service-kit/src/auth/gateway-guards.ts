import type { Request, RequestHandler } from 'express';
import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import { Problem } from '../errors/problem.ts';
import type { Logger } from '../log.ts';
import { deviceHeaderSchema, setCaller, type Caller, type DeviceCaller } from './caller.ts';
import { gatewayTokenVerifier } from './gateway-token.ts';
import { readPublicKeys, type PublicKeySet } from './signing-key.ts';

export interface GatewayGuards {
  /** An administrator of any level. */
  administrator: RequestHandler;
  /** An administrator with all rights. */
  allAccess: RequestHandler;
  operator: RequestHandler;
  /** A PC, proved by the gateway. */
  device: RequestHandler;
  /** The gateway itself. */
  gateway: RequestHandler;
}

export interface GatewayGuardsOptions {
  /** Audience that tokens must name: this service. */
  service: string;
  publicKeys: PublicKeySet;
  log: Logger;
  clock?: Clock;
}

/**
 * Guards for a service's routes. Nothing but the gateway may call a service; a call without its token
 * is `unauthorized`, one for somebody else's route is `forbidden`.
 */
export function gatewayGuards({ service, publicKeys, log, clock = systemClock }: GatewayGuardsOptions): GatewayGuards {
  const verifier = gatewayTokenVerifier(readPublicKeys(publicKeys), service, clock);

  const prove = (req: Request): Caller => {
    const token = /^Bearer ([\w.-]+)$/.exec(req.headers.authorization ?? '')?.[1];
    const tokenCaller = token === undefined ? undefined : verifier.verify(token);
    if (tokenCaller === undefined) {
      log.warn({ method: req.method, path: req.path, from: req.socket.remoteAddress }, 'call without a valid gateway token');
      throw new Problem('unauthorized');
    }
    const deviceHeader = req.headers['genkan-device'];
    if (deviceHeader === undefined) return tokenCaller;
    if (tokenCaller.kind !== 'gateway') throw new Problem('forbidden');
    return readDevice(deviceHeader);
  };

  const guard =
    (admits: (caller: Caller) => boolean): RequestHandler =>
    (req, _res, next) => {
      const caller = prove(req);
      if (!admits(caller)) {
        log.warn({ method: req.method, path: req.path, caller: caller.kind }, 'call by one who may not');
        throw new Problem('forbidden');
      }
      setCaller(req, caller, caller.kind === 'device' ? caller.ip : (req.get('genkan-client-ip') ?? ''));
      next();
    };

  return {
    administrator: guard((caller) => caller.kind === 'administrator'),
    allAccess: guard((caller) => caller.kind === 'administrator' && caller.level === 'all-access'),
    operator: guard((caller) => caller.kind === 'operator'),
    device: guard((caller) => caller.kind === 'device'),
    gateway: guard((caller) => caller.kind === 'gateway'),
  };
}

/** The header by which the gateway tells a service which PC it proved. */
export const deviceHeader = ({ kind: _kind, ...device }: DeviceCaller): string =>
  Buffer.from(JSON.stringify(device)).toString('base64url');

function readDevice(header: string | string[]): DeviceCaller {
  try {
    const device = deviceHeaderSchema.parse(JSON.parse(Buffer.from(String(header), 'base64url').toString()));
    return { kind: 'device', ...device };
  } catch {
    throw new Problem('unauthorized');
  }
}
