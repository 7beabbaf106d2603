// The door to everything that runs: `npm start`, `npm stop`, `npm test`, `npm run bench`, `npm run pc`, `npm run build:windows`.
// Plain JavaScript for Node >= 20 with nothing installed: it installs the packages (and with them
// Node 24), then hands over to the TypeScript of each command.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const wantedNode = 24;

const commands = {
  start: 'tools/local-stack/src/start/main.ts',
  stop: 'tools/local-stack/src/start/stop.ts',
  test: 'tools/run-tests/main.ts',
  bench: 'tests/load/main.ts',
  pc: 'tools/pc-simulator/src/main.ts',
  'build:windows': 'windows-agent/build/main.ts',
};

const readPackages = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;

/** Whether node_modules holds what the lock names; packages of other platforms are absent by right. */
function isInstalled() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return false;
  const present = readPackages('node_modules/.package-lock.json');
  return Object.entries(readPackages('package-lock.json')).every(
    ([path, { version, link, optional, peer }]) =>
      !path.startsWith('node_modules/') || link || present[path]?.version === version || ((optional || peer) && present[path] === undefined),
  );
}

function install() {
  const started = performance.now();
  console.log('Installing packages (npm ci; the first time about a minute) …');
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: 'inherit' });
  if (npm.error) throw npm.error;
  if (npm.status !== 0) process.exit(npm.status ?? 1);
  console.log(`Packages installed (${((performance.now() - started) / 1000).toFixed(1)} s)`);
}

function node() {
  const own = join(root, 'node_modules/.bin/node');
  if (existsSync(own)) return own;
  if (Number(process.versions.node.split('.')[0]) >= wantedNode) return process.execPath;
  console.error(`Node ${wantedNode} is needed; no package of it exists for this platform, so please install it.`);
  process.exit(1);
}

const [command = 'start', ...args] = process.argv.slice(2);
const script = commands[command];
if (script === undefined) {
  console.error(`Unknown command ${command}; there are: ${Object.keys(commands).join(', ')}`);
  process.exit(2);
}
if (!isInstalled()) {
  if (command === 'stop') process.exit(0);
  install();
}

const child = spawn(
  node(),
  ['--enable-source-maps', '--disable-warning=ExperimentalWarning', join(root, script), ...args],
  { cwd: root, stdio: 'inherit', env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH ?? ''}` } },
);
// The terminal sends Ctrl-C to both; the child decides when it is done.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(signal === null ? code : 1));
