import { release, version } from 'node:os';
import type { TiedPersons } from '../account-link/tied-persons.ts';
import type { AgentConfig } from '../config.ts';
import type { EventQueue } from '../event-queue/event-queue.ts';
import type { HostLink } from '../host-link/host-link.ts';
import { presentState } from '../logon-broker/agent-state.ts';
import type { AgentState } from '../logon-broker/agent-state.ts';
import type { LogonBroker } from '../logon-broker/logon-broker.ts';
import { agentVersion } from '../version.ts';
import type { ConsoleServices } from './client-console.ts';
import { runSelfTest } from './self-test/self-test.ts';
import type { SelfTestParts } from './self-test/self-test.ts';
import { readLogTails } from './support-bundle/log-tail.ts';
import { makeSupportBundle } from './support-bundle/support-bundle.ts';

/** Newest parked events that a support bundle names. */
const rejectedInBundle = 50;

/** What the page can ask for, made of the parts of the agent. */
export function createConsoleServices(parts: {
  config: AgentConfig;
  broker: () => Pick<LogonBroker, 'servePage'>;
  state: (windowsSid: string) => AgentState;
  persons: Pick<TiedPersons, 'of'>;
  queue: Pick<EventQueue, 'rejected'>;
  host: Pick<HostLink, 'ask'>;
  selfTest: SelfTestParts;
}): ConsoleServices {
  const { config } = parts;

  async function posture(): Promise<Record<string, unknown> | undefined> {
    try {
      return JSON.parse(Buffer.from(await parts.host.ask('posture')).toString('utf8')) as Record<string, unknown>;
    } catch {
      return undefined;
    }
  }

  return {
    message: (account, text) => parts.broker().servePage(account, text),
    about({ windowsSid, windowsAccount }) {
      const tiedTo = parts.persons.of(windowsSid);
      return { windowsAccount, pcName: config.pcName, server: config.server.origin, clientVersion: agentVersion, ...(tiedTo === undefined ? {} : { tiedTo }) };
    },
    selfTest: () => runSelfTest(parts.selfTest),
    async supportBundle({ windowsSid }) {
      const [selfTest, hostPosture] = await Promise.all([runSelfTest(parts.selfTest), posture()]);
      const { t: _, ...state } = presentState(parts.state(windowsSid));
      const bytes = makeSupportBundle({
        windowsSid,
        config: config.settings,
        state,
        selfTest,
        versions: { agent: agentVersion, node: process.version, os: `${version()} ${release()}` },
        ...(hostPosture === undefined ? {} : { posture: hostPosture }),
        rejected: parts.queue.rejected(rejectedInBundle).map(({ kind, code }) => ({ kind, code })),
        logs: readLogTails(config.logFolder),
      });
      return { name: `genkan-support-${config.pcName.replaceAll(/[^\w-]/g, '_')}.zip`, bytes };
    },
  };
}
