import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Peer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a program of `peers/` that prints its port, and ends it when its input ends. */
export const startPeer = async (name: string, env: Readonly<Record<string, string>>): Promise<Peer> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'peers', `${name}.ts`)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { port } = JSON.parse(line) as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    async stop() {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
};
