import { OutboxFull } from '@genkan/mongo-kit';
import { Problem, createApp, finishApp, type Clock, type GatewayGuards, type Health, type Logger } from '@genkan/service-kit';
import type { ErrorRequestHandler, Express } from 'express';
import { accountLinkRoutes } from './account-link/account-link.routes.ts';
import { activationRoutes } from './activation/activation.routes.ts';
import { consoleAdministratorRoutes, internalAdministratorRoutes } from './administrators/administrator.routes.ts';
import { agentBreakGlassRoutes, consoleBreakGlassRoutes } from './break-glass/break-glass.routes.ts';
import { agentDeviceRoutes, consoleDeviceRoutes } from './device/device.routes.ts';
import type { Identity } from './identity.ts';
import { logonCheckRoutes } from './logon-check/logon-check.routes.ts';
import { agentOtpCredentialRoutes, consoleOtpCredentialRoutes } from './otp-credential/otp-credential.routes.ts';
import { userRoutes } from './users/user.routes.ts';

export interface IdentityAppParts {
  readonly guards: GatewayGuards;
  readonly health: Health;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createIdentityApp(identity: Identity, { guards, health, clock, log }: IdentityAppParts): Express {
  const app = createApp({ log, health, service: 'identity' });
  app.use(
    '/api/agent/v1',
    logonCheckRoutes({ ...identity.logonCheck, clock }, guards),
    agentDeviceRoutes(identity.devices, guards),
    accountLinkRoutes(identity.accountLinks, guards),
    agentOtpCredentialRoutes(identity.otpCredential, guards),
    agentBreakGlassRoutes(identity.breakGlass, guards),
  );
  app.use(
    '/api/console/v1',
    userRoutes(identity.users, guards),
    consoleOtpCredentialRoutes(identity.otpCredential, guards),
    activationRoutes(identity.issueActivationCode, guards),
    consoleDeviceRoutes(identity.devices, guards),
    consoleBreakGlassRoutes(identity.breakGlass, guards),
    consoleAdministratorRoutes(identity.administrators, guards),
  );
  app.use('/internal', internalAdministratorRoutes(identity.administrators, guards));
  app.use(outboxFullIsAnOutage);
  return finishApp(app, log);
}

/** A document that cannot hold more unsent messages waits for Kafka, not for a correction. */
const outboxFullIsAnOutage: ErrorRequestHandler = (error: unknown, _req, _res, next) => {
  next(error instanceof OutboxFull ? new Problem('unavailable', { cause: error }) : error);
};
