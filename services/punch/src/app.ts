import { createApp, finishApp } from '@genkan/service-kit';
import type { GatewayGuards, Health, Logger } from '@genkan/service-kit';
import type { Express } from 'express';
import { employeeDayRoutes } from './business-day/employee-day.routes.ts';
import type { Punch } from './punch.ts';

export interface PunchAppParts {
  readonly guards: GatewayGuards;
  readonly health: Health;
  readonly log: Logger;
}

export function createPunchApp(punch: Pick<Punch, 'readEmployeeDays'>, { guards, health, log }: PunchAppParts): Express {
  const app = createApp({ log, health, service: 'punch' });
  app.use('/api/console/v1', employeeDayRoutes(punch.readEmployeeDays, guards));
  return finishApp(app, log);
}
