import { administratorOf, parse } from '@genkan/service-kit';
import type { GatewayGuards } from '@genkan/service-kit';
import { Router } from 'express';
import { actorOf } from '../http/actor-of.ts';
import { ChangeAgentSettingsRequest } from './agent-settings.schema.ts';
import type { AgentSettingsStore } from './agent-settings.store.ts';
import type { changeAgentSettings } from './change-agent-settings.ts';

export interface AgentSettingsUseCases {
  readonly stored: Pick<AgentSettingsStore, 'find'>;
  readonly change: ReturnType<typeof changeAgentSettings>;
}

export function agentSettingsRoutes({ stored, change }: AgentSettingsUseCases, guards: GatewayGuards): Router {
  return Router()
    .get('/agent-settings', guards.administrator, async (req, res) => {
      res.json((await stored.find(administratorOf(req).companyId)).settings);
    })
    .put('/agent-settings', guards.allAccess, async (req, res) => {
      const { companyId } = administratorOf(req);
      const { body } = parse(ChangeAgentSettingsRequest, req);
      res.json(await change({ companyId, settings: body, actor: actorOf(req) }));
    });
}
