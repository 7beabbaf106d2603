// npm run build:windows [target …]: without targets everything that is delivered, and the test set beside it. See README.md.
import { mkdir } from 'node:fs/promises';
import { buildAgent } from './src/agent.ts';
import { buildNative, nativeTargets } from './src/native.ts';
import { output, testOutput } from './src/places.ts';
import { buildSetup } from './src/setup.ts';

const natives = nativeTargets();
const delivered = ['host', 'dll', 'console', 'agent', 'setup'];
const forTests = ['host-test', 'dll-test', 'console-test', 'harness', 'send-control', 'squatter', 'agent', 'setup-test'];
// For upgrades, together with GENKAN_BUILD_VERSION: a version from before, and one that does not start.
const older = ['host-test', 'dll-test', 'console-test', 'agent', 'setup-test'];
const broken = ['broken-host', 'setup-broken'];
const all = [...new Set([...delivered, ...forTests])];

const build = async (target: string): Promise<void> => {
  const native = natives.find(({ name }) => name === target);
  if (native !== undefined) await buildNative(native);
  else if (target === 'agent') await buildAgent();
  else if (target === 'setup') await buildSetup('release');
  else if (target === 'setup-test') await buildSetup('test');
  else if (target === 'setup-broken') await buildSetup('broken');
  else throw new Error(`Unknown target ${target}; there are: ${[...all, 'delivered', 'tests', 'older', 'broken'].join(' ')}`);
};

const groups: Readonly<Record<string, readonly string[]>> = { delivered, tests: forTests, all, older, broken };
const asked = process.argv.slice(2);
const targets = (asked.length === 0 ? ['all'] : asked).flatMap((name) => groups[name] ?? [name]);
await Promise.all([output, testOutput].map((folder) => mkdir(folder, { recursive: true })));
const started = performance.now();
try {
  // Set-ups need the programs. The agent's long step keeps one core busy, the compiler two.
  const inOrder = async (names: readonly string[]): Promise<void> => {
    for (const name of names) await build(name);
  };
  const isSetup = (name: string): boolean => name.startsWith('setup');
  await Promise.all([inOrder(targets.filter((name) => name === 'agent')), inOrder(targets.filter((name) => name !== 'agent' && !isSetup(name)))]);
  await inOrder(targets.filter(isSetup));
  console.log(`Windows build: ${((performance.now() - started) / 1_000).toFixed(1)} s`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
