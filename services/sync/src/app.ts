import { OutboxFull } from '@genkan/mongo-kit';
import { createApp, finishApp, Problem } from '@genkan/service-kit';
import type { GatewayGuards, Health, Logger } from '@genkan/service-kit';
import type { ErrorRequestHandler, Express } from 'express';
import { attendanceConnectionRoutes } from './attendance-connection/attendance-connection.routes.ts';
import { consoleEmployeeSyncRoutes, operatorEmployeeSyncRoutes } from './employee-sync/employee-sync.routes.ts';
import type { Sync } from './sync.ts';

export interface SyncAppParts {
  readonly guards: GatewayGuards;
  readonly health: Health;
  readonly log: Logger;
}

export function createSyncApp(sync: Pick<Sync, 'connection' | 'employeeSync'>, { guards, health, log }: SyncAppParts): Express {
  const app = createApp({ log, health, service: 'sync' });
  app.use('/api/operator/v1', attendanceConnectionRoutes(sync.connection, guards), operatorEmployeeSyncRoutes(sync.employeeSync, guards));
  app.use('/api/console/v1', consoleEmployeeSyncRoutes(sync.employeeSync, guards));
  app.use(outboxFullIsAnOutage);
  return finishApp(app, log);
}

/** A document that cannot hold more unsent messages waits for Kafka, not for a correction. */
const outboxFullIsAnOutage: ErrorRequestHandler = (error: unknown, _req, _res, next) => {
  next(error instanceof OutboxFull ? new Problem('unavailable', { cause: error }) : error);
};
