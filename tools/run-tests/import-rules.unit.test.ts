import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { root } from './run-program.ts';

/** An import from one file to another, both by their place in the repository. */
type Import = readonly [from: string, to: string];

const businessDay = 'services/punch/src/business-day/business-day.ts';

/** What each rule forbids; no example breaks a second rule. */
const forbidden: Readonly<Record<string, readonly Import[]>> = {
  // Told once, of the file that comes first.
  'no-cycle': [['packages/test-kit/src/a.ts', 'packages/test-kit/src/b.ts']],
  'services-apart': [
    ['services/punch/src/app.ts', 'services/identity/src/index.ts'],
    ['services/sync/src/app.ts', 'gateway/src/index.ts'],
    ['services/policy/src/app.int.test.ts', 'services/audit-log/src/app.ts'],
  ],
  'gateway-apart': [
    ['gateway/src/app.ts', 'services/identity/src/index.ts'],
    ['gateway/src/proxy/proxy.ts', 'tools/local-stack/src/index.ts'],
    ['gateway/src/a.ts', 'tests/e2e/support/story.ts'],
    ['gateway/src/b.ts', 'windows-agent/agent/src/main.ts'],
    ['gateway/src/c.ts', 'admin-web/src/main.ts'],
  ],
  'agent-apart': [
    ['windows-agent/agent/src/uplink/uplink.ts', 'gateway/src/index.ts'],
    ['windows-agent/agent/src/a.ts', 'services/identity/src/index.ts'],
    ['windows-agent/agent/src/b.ts', 'tools/pc-simulator/src/index.ts'],
    ['windows-agent/agent/src/c.ts', 'tests/e2e/support/story.ts'],
    ['windows-agent/agent/src/d.ts', 'admin-web/src/main.ts'],
  ],
  'console-apart': [
    ['admin-web/src/app/log.ts', 'packages/service-kit/src/index.ts'],
    ['admin-web/src/app/a.ts', 'services/policy/src/index.ts'],
    ['admin-web/src/app/b.ts', 'gateway/src/index.ts'],
    ['admin-web/src/app/c.ts', 'tools/local-stack/src/index.ts'],
    ['admin-web/src/app/d.ts', 'tests/e2e/support/story.ts'],
    ['admin-web/src/app/e.ts', 'windows-agent/agent/src/main.ts'],
  ],
  'tools-outside': [
    ['tools/local-stack/src/a.ts', 'services/punch/src/index.ts'],
    ['tools/pc-simulator/src/a.ts', 'gateway/src/index.ts'],
    ['tools/run-tests/a.ts', 'admin-web/src/main.ts'],
  ],
  'packages-below': [
    ['packages/service-kit/src/a.ts', 'services/punch/src/index.ts'],
    ['packages/service-kit/src/b.ts', 'gateway/src/index.ts'],
    ['packages/kafka-kit/src/c.unit.test.ts', 'tools/local-stack/src/index.ts'],
    ['packages/service-kit/src/d.ts', 'tests/e2e/support/story.ts'],
    ['packages/service-kit/src/e.ts', 'windows-agent/agent/src/main.ts'],
    ['packages/service-kit/src/f.ts', 'admin-web/src/main.ts'],
  ],
  'contracts-lowest': [['packages/contracts/src/a.ts', 'packages/service-kit/src/index.ts']],
  'kafkajs-behind-port': [
    ['services/punch/src/main.ts', 'node_modules/kafkajs'],
    ['gateway/src/main.ts', 'node_modules/kafkajs'],
    ['packages/kafka-kit/src/announcer.ts', 'node_modules/kafkajs'],
    ['windows-agent/agent/src/main.ts', 'node_modules/kafkajs'],
    ['tools/local-stack/src/a.ts', 'node_modules/kafkajs'],
    ['tests/e2e/main-job.e2e.test.ts', 'node_modules/kafkajs'],
  ],
  'routes-not-from-domain': [
    ['services/identity/src/account-link/account-link.ts', 'services/identity/src/account-link/account-link.routes.ts'],
    ['services/identity/src/account-link/link.ts', 'services/identity/src/account-link/account-link.presenter.ts'],
    ['services/audit-log/src/operations/operation.ts', 'services/audit-log/src/operations/operation.consumer.ts'],
    ['services/policy/src/groups/groups.store.ts', 'node_modules/express'],
  ],
  'domain-imports-nothing': [
    [businessDay, 'services/punch/src/day-store/day.ts'],
    ['services/punch/src/breaks/breaks.ts', 'packages/contracts/src/index.ts'],
    ['services/punch/src/breaks/presence.ts', 'node_modules/luxon'],
    ['services/punch/src/business-day/presence.ts', 'node:fs'],
  ],
};

/** The rest of the circle. */
const wayBack: readonly Import[] = [['packages/test-kit/src/b.ts', 'packages/test-kit/src/a.ts']];

/** What must stay possible beside each rule. */
const allowed: readonly Import[] = [
  ['services/identity/src/account-link/account-link.routes.ts', 'services/identity/src/account-link/account-link.ts'],
  ['services/identity/src/account-link/account-link.routes.ts', 'node_modules/express'],
  ['services/identity/src/account-link/account-link.int.test.ts', 'services/identity/src/account-link/account-link.routes.ts'],
  ['services/identity/src/account-link/account-link.ts', 'packages/contracts/src/index.ts'],
  ['services/identity/src/app.ts', 'services/identity/src/account-link/account-link.routes.ts'],
  ['gateway/src/main.ts', 'packages/service-kit/src/index.ts'],
  ['windows-agent/agent/src/main.ts', 'packages/logon-policy/src/index.ts'],
  ['admin-web/src/main.ts', 'packages/contracts/src/index.ts'],
  ['tools/local-stack/src/index.ts', 'packages/contracts/src/index.ts'],
  ['packages/service-kit/src/app.int.test.ts', 'tools/local-stack/src/index.ts'],
  ['packages/service-kit/src/index.ts', 'packages/contracts/src/index.ts'],
  ['packages/kafka-kit/src/kafkajs/client.ts', 'node_modules/kafkajs'],
  ['tests/e2e/main-job.e2e.test.ts', 'services/punch/src/index.ts'],
  [businessDay, 'services/punch/src/breaks/breaks.ts'],
  ['services/punch/src/business-day/day.store.ts', 'node_modules/luxon'],
];

let folder: string;
let options: ICruiseOptions;
let rules: readonly string[];
let tsConfig: unknown;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'genkan-import-rules-')));
  options = await extractDepcruiseOptions(join(root, '.dependency-cruiser.cjs'));
  rules = (options.ruleSet?.forbidden ?? []).map(({ name }) => name ?? 'without a name');
  tsConfig = extractTSConfig(join(root, 'tsconfig.json'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const specifier = (from: string, to: string): string => {
  if (to.startsWith('node:')) return to;
  if (to.startsWith('node_modules/')) return to.slice('node_modules/'.length);
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
};

const write = async (file: string, text: string): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
};

/** A repository in which those imports are all there is. */
const plant = async (name: string, imports: readonly Import[]): Promise<string> => {
  const tree = join(folder, name);
  const lines = new Map<string, string[]>();
  for (const [from, to] of imports) {
    lines.set(from, [...(lines.get(from) ?? []), `import '${specifier(from, to)}';`]);
    if (to.startsWith('node_modules/')) await write(join(tree, to, 'index.js'), '');
    else if (!to.startsWith('node:') && !lines.has(to)) lines.set(to, []);
  }
  for (const [file, text] of lines) await write(join(tree, file), `${text.join('\n')}\nexport {};\n`);
  return tree;
};

interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

const violations = async (tree: string): Promise<Violation[]> => {
  const { output } = await cruise(['.'], { ...options, baseDir: tree }, undefined, { tsConfig });
  const { modules, summary } = output as ICruiseResult;
  // An import that leads nowhere breaks no rule and proves nothing.
  expect(modules.flatMap(({ dependencies }) => dependencies).filter(({ couldNotResolve }) => couldNotResolve)).toEqual([]);
  return summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to: to.replace(/^(node_modules\/[^/]+)\/.*/, '$1') }));
};

describe('the import rules', () => {
  test('when a rule is added, then it comes with an example', () => {
    expect(Object.keys(forbidden)).toEqual(rules);
  });

  test.each(Object.entries(forbidden))('when files break %s, then each such import is a violation of that rule alone', async (rule, imports) => {
    const seen = await violations(await plant(rule, rule === 'no-cycle' ? [...imports, ...wayBack] : imports));
    const expected = imports.map(([from, to]) => ({ rule, from, to: to.replace(/^node:/, '') }));
    const inOrder = (list: readonly Violation[]): Violation[] => list.toSorted((a, b) => a.from.localeCompare(b.from));
    expect(inOrder(seen)).toEqual(inOrder(expected));
  });

  test('when a workspace is imported by its name, then its place in the repository is judged', async () => {
    const tree = await plant('by-name', []);
    await write(join(tree, 'services/identity/package.json'), JSON.stringify({ name: '@genkan/identity', exports: './src/index.ts' }));
    await write(join(tree, 'services/identity/src/index.ts'), 'export type Name = string;\n');
    await write(join(tree, 'services/punch/src/app.ts'), "import type { Name } from '@genkan/identity';\nexport type Same = Name;\n");
    await mkdir(join(tree, 'node_modules/@genkan'), { recursive: true });
    await symlink('../../services/identity', join(tree, 'node_modules/@genkan/identity'));
    expect(await violations(tree)).toEqual([{ rule: 'services-apart', from: 'services/punch/src/app.ts', to: 'services/identity/src/index.ts' }]);
  });

  test('when imports follow the architecture, then there is no violation', async () => {
    expect(await violations(await plant('clean', allowed))).toEqual([]);
  });
});
