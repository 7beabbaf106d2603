// npm run build:windows [target …]: without targets everything that is delivered. See README.md.
import { mkdir } from 'node:fs/promises';
import { buildAgent } from './src/agent.ts';
import { buildNative, nativeTargets } from './src/native.ts';
import { output, testOutput } from './src/places.ts';
import { buildSetup } from './src/setup.ts';

const natives = nativeTargets();
const delivered = ['host', 'dll', 'console', 'agent', 'setup'];
const forTests = ['host-test', 'dll-test', 'console-test', 'harness', 'send-control', 'agent', 'setup-test'];
const all = [...new Set([...delivered, ...forTests])];

const build = async (target: string): Promise<void> => {
  const native = natives.find(({ name }) => name === target);
  if (native !== undefined) await buildNative(native);
  else if (target === 'agent') await buildAgent();
  else if (target === 'setup') await buildSetup('release');
  else if (target === 'setup-test') await buildSetup('test');
  else throw new Error(`Unknown target ${target}; there are: ${[...all, 'delivered', 'tests'].join(' ')}`);
};

const groups: Readonly<Record<string, readonly string[]>> = { delivered, tests: forTests, all };
const asked = process.argv.slice(2);
const targets = (asked.length === 0 ? ['delivered'] : asked).flatMap((name) => groups[name] ?? [name]);
await Promise.all([output, testOutput].map((folder) => mkdir(folder, { recursive: true })));
const started = performance.now();
try {
  // Set-ups need the programs; everything before that is made in the order given.
  for (const target of targets) await build(target);
  console.log(`Windows build: ${((performance.now() - started) / 1_000).toFixed(1)} s`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
