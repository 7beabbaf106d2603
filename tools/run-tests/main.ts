// `npm test` runs every level; `node tools/run-tests/main.ts unit int` those that are named. What comes
// after `--` goes to jest, e.g. `npm run test:unit -- -- services/punch`.
import { parseArgs } from 'node:util';
import { levels } from './levels.ts';
import { type LevelResult, oneFailed, report, type Tally } from './tally.ts';

const separator = process.argv.indexOf('--');
const own = process.argv.slice(2, separator < 0 ? undefined : separator);
const jestArgs = separator < 0 ? [] : process.argv.slice(separator + 1);
const { positionals } = parseArgs({ args: own, allowPositionals: true, strict: true, options: {} });
const unknown = positionals.filter((name) => !levels.some((level) => level.name === name));
if (unknown.length > 0) {
  console.error(`Unknown level ${unknown.join(', ')}; there are: ${levels.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const results: LevelResult[] = [];
for (const level of levels.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  console.log(`\n== ${level.name}`);
  const started = performance.now();
  let tally: Tally;
  try {
    tally = await level.run(jestArgs);
  } catch (error) {
    console.log(error);
    tally = oneFailed;
  }
  results.push({ name: level.name, tally, seconds: (performance.now() - started) / 1000 });
}
console.log(`\n${report(results)}`);
process.exit(results.some(({ tally }) => tally.failed > 0) ? 1 : 0);
