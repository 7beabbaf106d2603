import { Problem, administratorOf, parse, readCursor, writeCursor } from '@genkan/service-kit';
import type { GatewayGuards } from '@genkan/service-kit';
import { Router } from 'express';
import { actorOf } from '../http/actor-of.ts';
import { requiredIdempotencyKey } from '../idempotency/idempotency-key.ts';
import { presentCompany, presentCompanyLine } from './company.presenter.ts';
import { CreateCompanyRequest, ListCompaniesRequest } from './company.schema.ts';
import type { CompanyStore } from './company.store.ts';
import type { createCompany } from './create-company.ts';

export interface CompanyUseCases {
  readonly create: ReturnType<typeof createCompany>;
  readonly companies: Pick<CompanyStore, 'find' | 'list'>;
}

export function operatorCompanyRoutes({ create, companies }: CompanyUseCases, guards: GatewayGuards): Router {
  return Router()
    .post('/companies', guards.operator, async (req, res) => {
      const key = requiredIdempotencyKey(req.get('idempotency-key'));
      const { body } = parse(CreateCompanyRequest, req);
      const created = await create({ said: body, actor: actorOf(req), idempotencyKey: key });
      switch (created.outcome) {
        case 'key-reused':
          throw new Problem('idempotency-key-reused');
        case 'code-taken':
          throw new Problem('company-exists');
        case 'created':
          res.status(201).json({ companyId: created.companyId });
      }
    })
    .get('/companies', guards.operator, async (req, res) => {
      const { query } = parse(ListCompaniesRequest, req);
      const after = readCursor(query.cursor, 1)?.[0];
      const page = await companies.list({ after, limit: query.limit });
      const last = page.length === query.limit ? page.at(-1) : undefined;
      res.json({ companies: page.map(presentCompanyLine), nextCursor: last === undefined ? null : writeCursor([last.companyId]) });
    });
}

export function consoleCompanyRoutes({ companies }: CompanyUseCases, guards: GatewayGuards): Router {
  return Router().get('/company', guards.administrator, async (req, res) => {
    const company = await companies.find(administratorOf(req).companyId);
    if (company === undefined) throw new Problem('company-not-found');
    res.json(presentCompany(company));
  });
}
