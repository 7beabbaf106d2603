import { Problem, administratorOf, deviceOf, parse, type Clock, type GatewayGuards } from '@genkan/service-kit';
import { Router, type Request, type RequestHandler } from 'express';
import { administratorActor } from '../http/actor-of.ts';
import { presentRequest } from './break-glass.presenter.ts';
import type { Requester } from './break-glass-request.ts';
import { CodeRequest, DecideRequest, UseReport } from './break-glass.schema.ts';
import type { fetchVerifier } from './fetch-verifier.ts';
import type { reportUse } from './report-use.ts';
import type { decideRequest, listRequests, requestCode } from './request-code.ts';
import type { viewCode } from './view-code.ts';

export interface BreakGlassUseCases {
  readonly fetch: ReturnType<typeof fetchVerifier>;
  readonly reportUse: ReturnType<typeof reportUse>;
  readonly request: ReturnType<typeof requestCode>;
  readonly list: ReturnType<typeof listRequests>;
  readonly decide: ReturnType<typeof decideRequest>;
  readonly view: ReturnType<typeof viewCode>;
  readonly clock: Clock;
}

export function agentBreakGlassRoutes({ fetch, reportUse }: BreakGlassUseCases, guards: GatewayGuards): Router {
  return Router()
    .get('/break-glass-code', guards.device, async (req, res) => {
      const { companyId, deviceId } = deviceOf(req);
      const fetched = await fetch(companyId, deviceId);
      if (fetched.outcome === 'not-active') throw new Problem('device-revoked');
      const { codeId, salt, digest } = fetched.code;
      res.set('cache-control', 'no-store').json({ codeId, salt, digest });
    })
    .post('/break-glass-uses', guards.device, async (req, res) => {
      const { companyId, deviceId, ip, clientVersion } = deviceOf(req);
      const { body } = parse(UseReport, req);
      if ((await reportUse({ ...body, companyId, deviceId, ip, clientVersion })) === 'no-device') throw new Problem('device-revoked');
      res.json({ result: 'recorded' });
    });
}

/** Dual control is for administrators with all rights; they see every PC, so there is no limit to divisions. */
export function consoleBreakGlassRoutes({ request, list, decide, view, clock }: BreakGlassUseCases, guards: GatewayGuards): Router {
  const decided = (decision: 'approve' | 'refuse'): RequestHandler => async (req, res) => {
    const { companyId, administratorKey } = administratorOf(req);
    const result = await decide(companyId, parse(DecideRequest, req).params.requestId, decision, requesterOf(req));
    switch (result.outcome) {
      case 'not-found':
        throw new Problem('break-glass-request-not-found');
      case 'own-request':
        throw new Problem('break-glass-own-request');
      case 'ended':
        throw new Problem('break-glass-request-ended');
      case 'decided':
        res.json(presentRequest(result.asked, administratorKey, clock()));
    }
  };
  return Router()
    .post('/devices/:deviceId/break-glass-requests', guards.allAccess, async (req, res) => {
      const { companyId, administratorKey } = administratorOf(req);
      const { params, body } = parse(CodeRequest, req);
      const requested = await request(companyId, params.deviceId, body.reason, requesterOf(req));
      switch (requested.outcome) {
        case 'no-device':
          throw new Problem('device-not-found');
        case 'no-code':
          throw new Problem('break-glass-no-code');
        case 'requested':
          res.status(201).json(presentRequest(requested.asked, administratorKey, clock()));
      }
    })
    .get('/break-glass-requests', guards.allAccess, async (req, res) => {
      const { companyId, administratorKey } = administratorOf(req);
      const now = clock();
      res.json({ requests: (await list(companyId)).map((asked) => presentRequest(asked, administratorKey, now)) });
    })
    .post('/break-glass-requests/:requestId/approval', guards.allAccess, decided('approve'))
    .post('/break-glass-requests/:requestId/refusal', guards.allAccess, decided('refuse'))
    .post('/break-glass-requests/:requestId/code', guards.allAccess, async (req, res) => {
      const viewed = await view(administratorOf(req).companyId, parse(DecideRequest, req).params.requestId, administratorActor(req));
      switch (viewed.outcome) {
        case 'not-found':
          throw new Problem('break-glass-request-not-found');
        case 'not-requester':
        case 'not-approved':
          throw new Problem('break-glass-not-approved');
        case 'ended':
          throw new Problem('break-glass-request-ended');
        case 'no-code':
          throw new Problem('break-glass-no-code');
        case 'viewed':
          res.set('cache-control', 'no-store').json({ code: viewed.code, pcName: viewed.pcName });
      }
    });
}

function requesterOf(req: Request): Requester {
  const { administratorKey, name } = administratorOf(req);
  return { administratorKey, name };
}
