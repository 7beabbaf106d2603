import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { percentile, rounded } from './measure.ts';

interface Memory {
  readonly rss: number;
  readonly private: number;
}

/** What windows-agent/tests/support/figures measured; times in milliseconds. */
interface Figures {
  readonly setupSeconds: number;
  readonly starts: readonly { readonly seconds: number; readonly agentSeconds: number }[];
  readonly warm: readonly number[];
  /** From the request's arrival at the gateway to its answer, of each warm one. */
  readonly server: readonly number[];
  /** CPU milliseconds of a warm one. */
  readonly cpu: Readonly<Record<string, number>>;
  readonly cold: readonly number[];
  readonly plain: readonly number[];
  readonly password: { readonly rounds: number; readonly p50: number; readonly p99: number };
  readonly memory: Readonly<Record<'host' | 'agent', Memory>>;
  readonly agentProgramMib: number;
  readonly silent: readonly number[];
  readonly blackHole: readonly number[];
  readonly painted: { readonly p50: number; readonly max: number };
}

const windowsAgent = join(import.meta.dirname, '..', '..', 'windows-agent');

const run = (path: string, ...args: string[]): string =>
  execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(windowsAgent, path), ...args], { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 1 << 24 });

const measured = (): Figures => {
  run('build/main.ts', 'tests');
  run('tests/prepare-wine.ts');
  return JSON.parse(run('tests/support/figures/main.ts').trim().split('\n').at(-1)!) as Figures;
};

const decision = (what: string, times: readonly number[]): Record<string, unknown> => ({
  what, times: times.length, 'min ms': rounded(Math.min(...times)), 'p50 ms': rounded(percentile(times, 0.5)), 'p99 ms': rounded(percentile(times, 0.99)), 'max ms': rounded(Math.max(...times)),
});

/** The installed chain under wine: the time for a decision beside a plain client's, start, memory, and what a person waits without a server. */
export const benchWindowsLogon = (): void => {
  const found = measured();
  const { host, agent } = found.memory;
  const seconds = found.starts.map((start) => start.seconds);
  const agentSeconds = found.starts.map((start) => start.agentSeconds);

  console.log('\nLogon under wine, from Submit to the answer for Windows (beside a plain node:https client that sends the same check to the same TLS front)');
  console.table([
    decision('password and code, connection kept', found.warm),
    decision('  of it gateway, identity, Redis, Kafka', found.server),
    decision('  of it the PC and TLS', found.warm.map((all, index) => all - found.server[index]!)),
    decision('plain node:https client, connection kept', found.plain),
    decision('password and code, connection made anew', found.cold),
    { what: 'password alone, nobody is asked', times: found.password.rounds, 'p50 ms': rounded(found.password.p50), 'p99 ms': rounded(found.password.p99) },
  ]);
  console.log('CPU milliseconds of one such logon');
  console.table([Object.fromEntries(Object.entries(found.cpu).map(([name, used]) => [name, rounded(used, 2)]))]);
  console.log('Without a server (the tile says so itself; 2 s are promised)');
  console.table([
    decision('no answer to a SYN: from Submit to the word', found.blackHole),
    decision('connections taken, nothing answered: the same', found.silent),
    { what: 'no answer to a SYN: new provider to first tile drawn', times: 50, 'p50 ms': rounded(found.painted.p50), 'max ms': rounded(found.painted.max) },
  ]);
  console.log('Start and memory (MiB of the Linux process; wine copies the program into private memory, Windows shares it)');
  console.table([
    {
      'set-up s': rounded(found.setupSeconds),
      'host start to agent ready s, p50': rounded(percentile(seconds, 0.5), 2),
      'max s': rounded(Math.max(...seconds), 2),
      'of it the agent s, p50': rounded(percentile(agentSeconds, 0.5), 2),
      'host RSS': rounded(host.rss),
      'host private': rounded(host.private),
      'agent RSS': rounded(agent.rss),
      'agent private': rounded(agent.private),
      'agent program': rounded(found.agentProgramMib),
    },
  ]);
};
