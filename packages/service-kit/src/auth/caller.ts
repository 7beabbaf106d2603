import type { Request } from 'express';
import { z } from 'zod';
import { Problem } from '../errors/problem.ts';

export type Rights = 'all-access' | 'general';

/** The tie of a Windows account of one PC to a user. */
export interface DeviceLink {
  windowsSid: string;
  windowsAccount: string;
  userId: string;
}

export interface AdministratorCaller {
  kind: 'administrator';
  companyId: string;
  administratorKey: string;
  name: string;
  level: Rights;
  /** Divisions the administrator may see; null is all. */
  divisions: string[] | null;
}

/** The company that runs Genkan; the customer is named in the path. */
export interface OperatorCaller {
  kind: 'operator';
  operator: string;
}

export interface DeviceCaller {
  kind: 'device';
  companyId: string;
  deviceId: string;
  pcName: string;
  links: DeviceLink[];
  ip: string;
  clientVersion: string;
}

/** The gateway on its own behalf: enrolment, token exchange, looking up an administrator at sign-in. */
export interface GatewayCaller {
  kind: 'gateway';
}

export type Caller = AdministratorCaller | OperatorCaller | DeviceCaller | GatewayCaller;

const id = z.string().min(1).max(200);

export const deviceLinkSchema = z.strictObject({ windowsSid: id, windowsAccount: z.string().max(500), userId: id });

/** What the gateway sends about a device beside its own token. */
export const deviceHeaderSchema = z.strictObject({
  companyId: id,
  deviceId: id,
  pcName: z.string().max(200),
  links: z.array(deviceLinkSchema).max(100),
  ip: z.string().max(64),
  clientVersion: z.string().max(64),
});

/** What a gateway token says about who calls. */
export const tokenCallerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('administrator'),
    companyId: id,
    administratorKey: id,
    name: z.string().max(500),
    level: z.enum(['all-access', 'general']),
    divisions: z.array(z.string()).nullable(),
  }),
  z.strictObject({ kind: z.literal('operator'), operator: id }),
  z.strictObject({ kind: z.literal('gateway') }),
]);

export type TokenCaller = z.infer<typeof tokenCallerSchema>;

/** Remembers who was proved to call, and from which address; only a guard calls it. */
export function setCaller(req: Request, caller: Caller, clientIp: string): void {
  const locals = localsOf(req);
  locals['caller'] = caller;
  locals['clientIp'] = clientIp;
}

/** Who was proved to call. Throws when the route has no guard: a mistake in the program. */
export function callerOf(req: Request): Caller {
  const caller = localsOf(req)['caller'] as Caller | undefined;
  if (caller === undefined) throw new Problem('internal', { cause: new Error(`No guard before ${req.method} ${req.path}.`) });
  return caller;
}

/** Address of the person or PC that called the gateway. */
export function clientIpOf(req: Request): string {
  callerOf(req);
  return localsOf(req)['clientIp'] as string;
}

export const administratorOf = (req: Request): AdministratorCaller => callerOfKind(req, 'administrator');
export const deviceOf = (req: Request): DeviceCaller => callerOfKind(req, 'device');
export const operatorOf = (req: Request): OperatorCaller => callerOfKind(req, 'operator');

function callerOfKind<Kind extends Caller['kind']>(req: Request, kind: Kind): Extract<Caller, { kind: Kind }> {
  const caller = callerOf(req);
  if (caller.kind !== kind) throw new Problem('internal', { cause: new Error(`The guard let a ${caller.kind} in where a ${kind} was asked for.`) });
  return caller as Extract<Caller, { kind: Kind }>;
}

const localsOf = (req: Request): Record<string, unknown> => {
  if (req.res === undefined) throw new Error('The request belongs to no express app.');
  return req.res.locals;
};
