import { mkdirSync } from 'node:fs';
import { startAgent } from './agent.ts';
import { BadConfig, loadConfig } from './config.ts';
import type { AgentConfig } from './config.ts';
import { createLogger } from './log.ts';

const config = readConfig();
const log = createLogger({ level: config.logLevel, write: (line) => process.stderr.write(line) });

// The host starts the agent anew; a process in an unknown state must not judge logons.
process.on('uncaughtException', (error) => {
  log.error('The agent ends because of an error', { error });
  process.exit(1);
});
// Stopping is the host's word (`T`, or the end of stdin); a signal to the whole process group must not cut it short.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

mkdirSync(config.dataFolder, { recursive: true });
startAgent({ config, input: process.stdin, output: process.stdout, ended: exitWhenSaid, log });
log.info('Agent started', { server: config.server.origin, pcName: config.pcName, simulated: config.simulated });

/** Pipes are written in the background on Windows; the host must still get the last line. */
function exitWhenSaid(): void {
  process.stdout.write('', () => process.exit(0));
  setTimeout(() => process.exit(0), 1_000);
}

function readConfig(): AgentConfig {
  try {
    return loadConfig(process.argv.slice(2), process.env);
  } catch (error) {
    if (!(error instanceof BadConfig)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(78);
  }
}
