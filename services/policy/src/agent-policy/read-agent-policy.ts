import { createHash } from 'node:crypto';
import type { AgentPolicy } from '@genkan/logon-policy';
import type { AgentSettingsStore } from '../agent-settings/agent-settings.store.ts';
import type { CompanyStore } from '../company/company.store.ts';
import type { Group } from '../groups/group.ts';
import type { GroupStore } from '../groups/group.store.ts';
import type { MembershipStore } from '../groups/membership.store.ts';
import type { PersonStore } from '../people/person.store.ts';
import { agentPolicyOf } from './agent-policy.ts';
import type { AgentPolicyContent, Link } from './agent-policy.ts';

export interface ReadAgentPolicyParts {
  readonly companies: Pick<CompanyStore, 'find'>;
  readonly groups: GroupStore;
  readonly memberships: MembershipStore;
  readonly people: PersonStore;
  readonly agentSettings: Pick<AgentSettingsStore, 'find'>;
  readonly clock: () => Date;
}

/** The policy for the PC with these ties, or undefined when the company is unknown. */
export function readAgentPolicy({ companies, groups, memberships, people, agentSettings, clock }: ReadAgentPolicyParts) {
  return async (companyId: string, links: readonly Link[]): Promise<AgentPolicy | undefined> => {
    const company = await companies.find(companyId);
    if (company === undefined) return undefined;
    const userIds = [...new Set(links.map(({ userId }) => userId))];
    const [known, groupIds, { settings }] = await Promise.all([
      people.find(companyId, userIds),
      memberships.groupsOf(companyId, userIds),
      agentSettings.find(companyId),
    ]);
    const stored = await groups.findMany(companyId, [...new Set(groupIds.values())]);
    const groupOfUser = new Map<string, Group>();
    for (const [userId, groupId] of groupIds) {
      const found = stored.get(groupId);
      if (found !== undefined && !found.deleted) groupOfUser.set(userId, found.group);
    }
    const content = agentPolicyOf(links, { companyLanguage: company.language, settings, people: known, groups: groupOfUser });
    return { version: versionOf(content), serverTime: clock().toISOString(), ...content };
  };
}

/** A digest, so that it changes exactly when the content does, whichever instance answers. */
function versionOf(content: AgentPolicyContent): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url');
}
