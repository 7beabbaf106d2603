import { administratorOf, parse, Problem } from '@genkan/service-kit';
import type { GatewayGuards } from '@genkan/service-kit';
import { Router } from 'express';
import type { knownCompany } from '../companies/known-company.ts';
import { requesterOf } from '../http/requester.ts';
import { presentRun, presentRunSummary } from './employee-sync.presenter.ts';
import { ListRuns, ReadRun, ReadRunOfCompany, RequestRun, RequestRunOfCompany } from './employee-sync.schema.ts';
import type { Requested, requestSyncRun } from './request-sync-run.ts';
import type { SyncRunStore } from './sync-run.store.ts';
import type { SyncRun } from './sync-run.ts';

export interface EmployeeSyncUseCases {
  readonly request: ReturnType<typeof requestSyncRun>;
  readonly runs: Pick<SyncRunStore, 'find' | 'list'>;
  readonly knownCompany: ReturnType<typeof knownCompany>;
}

export function consoleEmployeeSyncRoutes(sync: EmployeeSyncUseCases, guards: GatewayGuards): Router {
  return Router()
    .post('/employee-sync-runs', guards.administrator, async (req, res) => {
      const caller = administratorOf(req);
      // A run changes the whole company; who is limited to some divisions may not start it.
      if (caller.level !== 'all-access' && caller.divisions !== null) throw new Problem('forbidden');
      const { body } = parse(RequestRun, req);
      res.status(202).json(presentRequested(await sync.request(caller.companyId, requesterOf(req), body?.confirms)));
    })
    .get('/employee-sync-runs', guards.administrator, async (req, res) => {
      const { query } = parse(ListRuns, req);
      const runs = await sync.runs.list(administratorOf(req).companyId, { limit: query.limit + 1, ...(query.cursor === undefined ? {} : { before: query.cursor }) });
      const page = runs.slice(0, query.limit);
      res.json({ runs: page.map(presentRunSummary), nextCursor: runs.length > query.limit ? (page.at(-1)?.runId ?? null) : null });
    })
    .get('/employee-sync-runs/:runId', guards.administrator, async (req, res) => {
      const caller = administratorOf(req);
      const { params } = parse(ReadRun, req);
      const limit = caller.level === 'all-access' ? null : caller.divisions;
      res.json(presentRun(await runOrNotFound(sync, caller.companyId, params.runId), limit));
    });
}

export function operatorEmployeeSyncRoutes(sync: EmployeeSyncUseCases, guards: GatewayGuards): Router {
  return Router()
    .post('/companies/:companyId/employee-sync-runs', guards.operator, async (req, res) => {
      const { params, body } = parse(RequestRunOfCompany, req);
      if (!(await sync.knownCompany(params.companyId))) throw new Problem('company-not-found');
      res.status(202).json(presentRequested(await sync.request(params.companyId, requesterOf(req), body?.confirms)));
    })
    .get('/companies/:companyId/employee-sync-runs/:runId', guards.operator, async (req, res) => {
      const { params } = parse(ReadRunOfCompany, req);
      const run = await runOrNotFound(sync, params.companyId, params.runId);
      // An operator sees how it went, not who the people are.
      res.json(presentRunSummary(run));
    });
}

async function runOrNotFound(sync: EmployeeSyncUseCases, companyId: string, runId: string): Promise<SyncRun> {
  const stored = await sync.runs.find(companyId, runId);
  if (!stored) throw new Problem('sync-run-not-found');
  return stored.run;
}

function presentRequested(requested: Requested): { runId: string } {
  switch (requested.outcome) {
    case 'queued':
      return { runId: requested.runId };
    case 'busy':
      throw new Problem('sync-run-in-progress', { extra: { runId: requested.runId } });
    case 'not-connected':
      throw new Problem('attendance-not-connected');
    case 'nothing-to-confirm':
      throw new Problem('sync-confirmation-invalid');
  }
}
