import { Problem, administratorOf, parse } from '@genkan/service-kit';
import type { GatewayGuards } from '@genkan/service-kit';
import { Router } from 'express';
import { administratorActor } from '../http/actor-of.ts';
import { divisionLimit } from '../http/division-limit.ts';
import { IssueActivationCodeRequest } from './activation.schema.ts';
import type { issueActivationCode } from './issue-activation-code.ts';

export function activationRoutes(issue: ReturnType<typeof issueActivationCode>, guards: GatewayGuards): Router {
  return Router().post('/users/:userId/activation-codes', guards.administrator, async (req, res) => {
    const caller = administratorOf(req);
    const { params } = parse(IssueActivationCodeRequest, req);
    const issued = await issue({ companyId: caller.companyId, userId: params.userId, divisions: divisionLimit(caller), actor: administratorActor(req) });
    if (issued.outcome === 'not-found') throw new Problem('user-not-found');
    res.status(201).set('cache-control', 'no-store').json({ code: issued.code, expiresAt: issued.expiresAt.toISOString() });
  });
}
