import type { Operation } from '../operations/operation.ts';
import type { AgentSettings } from './agent-settings.ts';

export interface StoredAgentSettings {
  readonly settings: AgentSettings;
  /** 0: never changed. */
  readonly version: number;
}

/** The settings of each company, each saved together with its entry in the log. */
export interface AgentSettingsStore {
  find(companyId: string): Promise<StoredAgentSettings>;
  /** `moved`: somebody else saved in between. */
  save(companyId: string, before: StoredAgentSettings, settings: AgentSettings, operation: Operation): Promise<'saved' | 'moved'>;
}
