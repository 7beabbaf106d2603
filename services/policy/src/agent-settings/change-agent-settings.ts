import { untilUnmoved } from '@genkan/mongo-kit';
import type { Actor } from '../operations/operation.ts';
import { settingsChange } from './agent-settings.ts';
import type { AgentSettings } from './agent-settings.ts';
import type { AgentSettingsStore } from './agent-settings.store.ts';

export interface ChangeAgentSettings {
  readonly companyId: string;
  readonly settings: AgentSettings;
  readonly actor: Actor;
}

/** Replaces the settings; the same settings again save and log nothing. PCs learn of it at their next look at the policy. */
export function changeAgentSettings({ agentSettings, clock }: { agentSettings: AgentSettingsStore; clock: () => Date }) {
  return ({ companyId, settings, actor }: ChangeAgentSettings): Promise<AgentSettings> =>
    untilUnmoved<AgentSettings>(async () => {
      const before = await agentSettings.find(companyId);
      const details = settingsChange(before.settings, settings);
      if (Object.keys(details).length === 0) return before.settings;
      const outcome = await agentSettings.save(companyId, before, settings, { kind: 'agent-settings-update', actor, occurredAt: clock(), details });
      return outcome === 'moved' ? outcome : settings;
    });
}
