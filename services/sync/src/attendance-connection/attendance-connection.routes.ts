import { parse, Problem } from '@genkan/service-kit';
import type { GatewayGuards } from '@genkan/service-kit';
import { Router } from 'express';
import type { knownCompany } from '../companies/known-company.ts';
import { requesterOf } from '../http/requester.ts';
import { SetConnectionRequest } from './attendance-connection.schema.ts';
import type { setAttendanceConnection } from './set-attendance-connection.ts';

export interface ConnectionUseCases {
  readonly set: ReturnType<typeof setAttendanceConnection>;
  readonly knownCompany: ReturnType<typeof knownCompany>;
}

export function attendanceConnectionRoutes(connection: ConnectionUseCases, guards: GatewayGuards): Router {
  return Router().put('/companies/:companyId/attendance-connection', guards.operator, async (req, res) => {
    const { params, body } = parse(SetConnectionRequest, req);
    if (!(await connection.knownCompany(params.companyId))) throw new Problem('company-not-found');
    await connection.set(params.companyId, body, requesterOf(req));
    res.sendStatus(204);
  });
}
