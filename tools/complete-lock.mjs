// Completes package-lock.json after a change of dependencies.
//
// A registry mirror may not serve every optional platform package (darwin, win32 …). npm then writes
// a lock without them and `npm ci` refuses it elsewhere ("Missing … from lock file"). Every optional
// dependency that is named but absent gets an entry here, limited to its platform.
import { readFileSync, writeFileSync } from 'node:fs';

const file = process.argv[2] ?? 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));
const packages = lock.packages;
const platforms = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix', 'win32', 'windows', 'wasm32'];

/** Walks up from a package to the place where npm would find `name`. */
function isPresent(from, name) {
  for (let at = from; ; ) {
    if (packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true;
    if (!at) return false;
    const up = at.lastIndexOf('/node_modules/');
    at = up >= 0 ? at.slice(0, up) : '';
  }
}

function platformOf(name) {
  const found = platforms.find((platform) => name.includes(platform));
  if (found === 'windows') return 'win32';
  return found === undefined || found === 'wasm32' ? 'none' : found;
}

let added = 0;
for (const [path, entry] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isPresent(path, name)) continue;
    const parent = path.includes('node_modules/') ? path.slice(0, path.lastIndexOf('node_modules/')) : '';
    packages[`${parent}node_modules/${name}`] = {
      version: range.replace(/^[\^~]/, ''),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      os: [platformOf(name)],
    };
    added += 1;
  }
}

lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} optional packages of other platforms added to ${file}`);
