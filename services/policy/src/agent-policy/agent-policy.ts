import { defaultScenarios, noGroupMethods, unlinkedMethods } from '@genkan/logon-policy';
import type { AgentPolicy, AgentPolicyAccount, LogonMethod } from '@genkan/logon-policy';
import type { AgentSettings } from '../agent-settings/agent-settings.ts';
import type { Language } from '../company/company.ts';
import type { Group } from '../groups/group.ts';
import type { Person } from '../people/person.ts';

/** The tie of a Windows account of the asking PC to a user. */
export interface Link {
  readonly windowsSid: string;
  readonly userId: string;
}

/** What is known of the users a PC is tied to. */
export interface LinkedPeople {
  readonly companyLanguage: Language;
  readonly settings: AgentSettings;
  readonly people: ReadonlyMap<string, Person>;
  /** Group of each user who is in one; deleted groups are left out. */
  readonly groups: ReadonlyMap<string, Group>;
}

/** The policy without the time it was asked for: equal facts give an equal content. */
export type AgentPolicyContent = Omit<AgentPolicy, 'version' | 'serverTime'>;

/**
 * The policy of one PC. A person who has left, or of whom nothing is known, stays in it, not enabled: left out, his
 * Windows account would count as tied to nobody and get in by password alone.
 */
export function agentPolicyOf(links: readonly Link[], known: LinkedPeople): AgentPolicyContent {
  const accounts = links
    .map((link) => accountOf(link, known))
    .sort((a, b) => (a.windowsSid < b.windowsSid ? -1 : a.windowsSid > b.windowsSid ? 1 : 0));
  return { accounts, unlinkedMethods: unlinkedMethods.map(plain), ...known.settings };
}

function accountOf({ windowsSid, userId }: Link, { companyLanguage, people, groups }: LinkedPeople): AgentPolicyAccount {
  const person = people.get(userId);
  const group = groups.get(userId);
  return {
    windowsSid,
    userId,
    language: group?.language ?? companyLanguage,
    otpRegistered: person?.otpRegistered ?? false,
    locked: (person?.locked ?? false) || (person?.left ?? false),
    // Who is not known (any more) may be somebody who left long ago: only a known person gets in.
    enabled: person !== undefined && !person.left,
    methods: (group?.methods ?? noGroupMethods).map(plain),
    scenarios: { ...defaultScenarios },
  };
}

const plain = ({ first, second }: LogonMethod) => (second === undefined ? { first } : { first, second });
