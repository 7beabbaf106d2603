import type { AgentPolicy } from '@genkan/logon-policy';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { factStore } from '../database/fact.store.ts';
import type { HostLink } from '../host-link/host-link.ts';
import type { Logger } from '../log.ts';

/** Brings the host to what the policy says about the logon screen itself and about kept passwords. */
export interface LogonGuard {
  /** A policy that was fetched from the server, or read whole from the disk. */
  obey(policy: AgentPolicy): void;
  stop(): void;
}

export interface Guard {
  readonly enforce: boolean;
  readonly keepPasswords: boolean;
  readonly keepAdministratorPasswords: boolean;
}

/** How soon a host that refused is asked again, in milliseconds. */
const retryMs = 30_000;

export function guardOf({ enforcement, passwordKeeping }: AgentPolicy): Guard {
  return { enforce: enforcement === 'enforce', keepPasswords: passwordKeeping.users, keepAdministratorPasswords: passwordKeeping.administrators };
}

/** Accounts whose password the vault may hold under this policy. */
export function keptAccounts(policy: AgentPolicy): string[] {
  const { users, administrators } = policy.passwordKeeping;
  return users || administrators ? policy.accounts.filter(({ enabled }) => enabled).map(({ windowsSid }) => windowsSid) : [];
}

/**
 * Tells the host each change until it has taken it. Only a policy is obeyed: without one nothing is said, and
 * the host keeps the guard that the last one set (README.md says why). Which accounts may have a kept
 * password is remembered on disk, so that a crash between untying and forgetting forgets nothing of it.
 */
export function createLogonGuard(options: { database: Database; host: Pick<HostLink, 'ask'>; log: Logger }): LogonGuard {
  const { host, log } = options;
  const remembered = factStore<readonly string[]>(options.database, 'vault-accounts', z.array(z.string()));
  let latest: AgentPolicy | undefined;
  let told: string | undefined;
  let work: Promise<void> = Promise.resolve();
  let retry: NodeJS.Timeout | undefined;
  let stopped = false;

  function known(): readonly string[] {
    try {
      return remembered.load() ?? [];
    } catch (error) {
      log.error('The accounts of the vault cannot be read', { error });
      return [];
    }
  }

  async function forget(policy: AgentPolicy): Promise<void> {
    const kept = keptAccounts(policy);
    const toForget = known().filter((windowsSid) => !kept.includes(windowsSid));
    remembered.save([...kept, ...toForget]);
    for (const windowsSid of toForget) {
      await host.ask('vault-forget', Buffer.from(windowsSid));
      remembered.save(known().filter((each) => each !== windowsSid));
    }
  }

  async function guard(policy: AgentPolicy): Promise<void> {
    const next = JSON.stringify(guardOf(policy));
    if (next === told) return;
    await host.ask('guard', Buffer.from(next));
    told = next;
  }

  async function apply(): Promise<void> {
    if (stopped || latest === undefined) return;
    const policy = latest;
    const failed = (await Promise.allSettled([guard(policy), forget(policy)])).filter((each) => each.status === 'rejected');
    if (failed.length === 0) return;
    log.warn('The host did not take what the policy says', { error: failed[0]?.reason });
    clearTimeout(retry);
    retry = setTimeout(soon, retryMs);
  }

  /** One after the other, always by the newest policy. */
  function soon(): void {
    clearTimeout(retry);
    work = work.then(apply).catch((error: unknown) => log.error('The guard could not be set', { error }));
  }

  return {
    obey(policy) {
      latest = policy;
      soon();
    },
    stop() {
      stopped = true;
      clearTimeout(retry);
    },
  };
}
