import { OutboxFull } from '@genkan/mongo-kit';
import { Problem, createApp, finishApp } from '@genkan/service-kit';
import type { GatewayGuards, Health, Logger } from '@genkan/service-kit';
import type { ErrorRequestHandler, Express } from 'express';
import { agentPolicyRoutes } from './agent-policy/agent-policy.routes.ts';
import { agentSettingsRoutes } from './agent-settings/agent-settings.routes.ts';
import { consoleCompanyRoutes, operatorCompanyRoutes } from './company/company.routes.ts';
import { groupRoutes } from './groups/group.routes.ts';
import { logonMethodRoutes } from './logon-methods/logon-methods.routes.ts';
import type { Policy } from './policy.ts';

export interface PolicyAppParts {
  readonly guards: GatewayGuards;
  readonly health: Health;
  readonly log: Logger;
}

export function createPolicyApp(policy: Policy, { guards, health, log }: PolicyAppParts): Express {
  const app = createApp({ log, health, service: 'policy' });
  app.use('/api/operator/v1', operatorCompanyRoutes(policy.company, guards));
  app.use(
    '/api/console/v1',
    consoleCompanyRoutes(policy.company, guards),
    groupRoutes(policy.groups, guards),
    logonMethodRoutes(policy.changeLogonMethods, guards),
    agentSettingsRoutes(policy.agentSettings, guards),
  );
  app.use('/api/agent/v1', agentPolicyRoutes(policy.readAgentPolicy, guards));
  app.use(outboxFullIsAnOutage);
  return finishApp(app, log);
}

/** A document that cannot hold more unsent messages waits for Kafka, not for a correction. */
const outboxFullIsAnOutage: ErrorRequestHandler = (error: unknown, _req, _res, next) => {
  next(error instanceof OutboxFull ? new Problem('unavailable', { cause: error }) : error);
};
