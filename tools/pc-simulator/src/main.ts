import { ZodError } from 'zod';
import { BadUsage, readCliOptions, usage } from './cli-options.ts';
import { interactive } from './interactive/interactive.ts';
import { live } from './live/live.ts';

const print = (text: string) => console.log(text);

try {
  if (process.argv.includes('--help')) print(usage);
  else await run();
} catch (error) {
  if (!(error instanceof BadUsage) && !(error instanceof ZodError)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}

async function run(): Promise<void> {
  const { command, enrolmentToken, from, ...options } = readCliOptions(process.argv.slice(2), process.env);
  if (command === 'interactive') return interactive({ command, enrolmentToken, from, ...options }, print);
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  process.once('SIGINT', () => stop.abort());
  await live({
    ...options,
    ...(enrolmentToken === undefined ? {} : { enrolmentToken }),
    ...(from === undefined ? {} : { from }),
    print,
    signal: stop.signal,
  });
  process.exit(0);
}
