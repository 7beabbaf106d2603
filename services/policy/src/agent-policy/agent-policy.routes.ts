import { Problem, deviceOf } from '@genkan/service-kit';
import type { GatewayGuards } from '@genkan/service-kit';
import { Router } from 'express';
import type { readAgentPolicy } from './read-agent-policy.ts';

export function agentPolicyRoutes(read: ReturnType<typeof readAgentPolicy>, guards: GatewayGuards): Router {
  return Router().get('/policy', guards.device, async (req, res) => {
    const { companyId, links } = deviceOf(req);
    const policy = await read(companyId, links);
    if (policy === undefined) throw new Problem('company-not-found');
    const tag = `"${policy.version}"`;
    res.set('etag', tag);
    if (req.get('if-none-match') === tag) return void res.status(304).end();
    res.json(policy);
  });
}
