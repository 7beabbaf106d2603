import { createApp, finishApp } from '@genkan/service-kit';
import type { GatewayGuards, Health, Logger } from '@genkan/service-kit';
import type { Express } from 'express';
import { logEntryRoutes } from './search/log-entry.routes.ts';
import type { SearchLogEntries } from './search/search-log-entries.ts';

export interface AuditLogAppParts {
  readonly search: SearchLogEntries;
  readonly guards: GatewayGuards;
  readonly health: Health;
  readonly log: Logger;
}

export function createAuditLogApp({ search, guards, health, log }: AuditLogAppParts): Express {
  const app = createApp({ log, health, service: 'audit-log' });
  app.use('/api/console/v1', logEntryRoutes(search, guards));
  return finishApp(app, log);
}
