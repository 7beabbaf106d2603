import { administratorOf, parse, Problem } from '@genkan/service-kit';
import type { GatewayGuards } from '@genkan/service-kit';
import { Router } from 'express';
import { presentEmployeeDays } from './employee-day.presenter.ts';
import { ReadEmployeeDaysRequest } from './employee-day.schema.ts';
import type { ReadEmployeeDays } from './read-employee-days.ts';

export function employeeDayRoutes(read: ReadEmployeeDays, guards: GatewayGuards): Router {
  return Router().get('/employee-days/:userId', guards.administrator, async (req, res) => {
    const { params, query } = parse(ReadEmployeeDaysRequest, req);
    const { companyId, divisions } = administratorOf(req);
    const found = await read({ companyId, divisions, ...params, ...query });
    if (found.outcome === 'no-such-user') throw new Problem('user-not-found');
    res.json(presentEmployeeDays(found));
  });
}
