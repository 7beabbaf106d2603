import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface RunningSimulator {
  url: string;
  dataFolder: string;
  /** Ends the process as a power cut would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

/** The simulator as its own process on a free port; its data goes with `stop`. */
export async function startSimulator(env: Record<string, string>, dataFolder = mkdtempSync(join(tmpdir(), 'attendance-'))): Promise<RunningSimulator> {
  const child = spawn(process.execPath, ['--no-warnings', main], {
    env: { PATH: process.env['PATH'], GENKAN_SIMULATOR_DATA: dataFolder, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    void gone.then(() => reject(new Error('the simulator did not start')));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { msg, port: listening } = JSON.parse(line) as { msg: string; port: number };
      if (msg === 'listening') resolve(listening);
    });
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await gone;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    dataFolder,
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM');
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
