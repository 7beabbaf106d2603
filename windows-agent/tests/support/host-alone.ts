import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '@genkan/test-kit';
import { testOutput } from '@genkan/windows-build';
import { nodeForWindows } from '../../build/src/node-runtime.ts';
import { windowsPath } from './harness.ts';
import { type InstalledPc, newPc, programs } from './installed-pc.ts';

export type Message = Readonly<Record<string, string | number | boolean>>;

/** Clients of the host's two pipes, by names that a test chooses. */
export interface PipeClients {
  open(name: string, pipe: 'auth' | 'user'): Promise<void>;
  /** Opens without waiting: the host may cut it off at once. */
  knock(name: string, pipe: 'auth' | 'user'): void;
  /** Sends a message and waits for the answer to it. */
  ask(name: string, message: { readonly t: string } & Message, withinMs?: number): Promise<Message>;
  /** Sends a message whose answer another call may wait for. */
  send(name: string, message: { readonly t: string; readonly id: string } & Message): void;
  answerTo(name: string, id: string, withinMs?: number): Promise<Message>;
  /** Sends bytes that are no whole line yet. */
  raw(name: string, bytes: string): void;
  close(name: string): void;
  /** All that happened on a connection: "opened", "closed", "failed", or an answer as JSON. */
  seen(name: string): readonly string[];
  /** Waits until the host has closed the connection. */
  closed(name: string, withinMs: number): Promise<void>;
  end(): Promise<void>;
}

const standIn = (name: string): string => windowsPath(join(import.meta.dirname, 'stand-ins', `${name}.cjs`));

export const openPipeClients = async (pc: InstalledPc): Promise<PipeClients> => {
  const lines: string[] = [];
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const came = once(server, 'connection') as Promise<[Socket]>;
  const program = await pc.wine.start(windowsPath(await nodeForWindows()), [standIn('client'), String((server.address() as AddressInfo).port)]);
  const [socket] = await came;
  createInterface({ input: socket }).on('line', (line) => lines.push(line));
  const tell = (line: string): void => void socket.write(`${line}\n`);
  let asked = 0;
  const seen = (name: string): string[] => lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1).trimEnd());
  const find = <Found>(look: (seen: string[]) => Found | undefined, name: string, withinMs: number): Promise<Found> =>
    eventually(async () => {
      const found = look(seen(name));
      if (found === undefined) throw new Error(`Not among what ${name} saw: ${seen(name).join(' | ')}`);
      return found;
    }, { withinMs, everyMs: 20 });
  const clients: PipeClients = {
    async open(name, pipe) {
      clients.knock(name, pipe);
      await find((all) => all.find((line) => line === 'opened'), name, 10_000);
    },
    knock: (name, pipe) => tell(`open ${name} ${pipe}`),
    async ask(name, message, withinMs = 10_000) {
      const id = `m${(asked += 1)}`;
      clients.send(name, { ...message, id });
      return clients.answerTo(name, id, withinMs);
    },
    send: (name, message) => tell(`send ${name} ${JSON.stringify({ v: 1, ...message })}`),
    answerTo: (name, id, withinMs = 10_000) =>
      find((all) => all.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Message).find((answer) => answer['id'] === id), name, withinMs),
    raw: (name, bytes) => tell(`raw ${name} ${bytes}`),
    close: (name) => tell(`close ${name}`),
    seen,
    closed: async (name, withinMs) => void (await find((all) => all.find((line) => line === 'closed'), name, withinMs)),
    async end() {
      socket.destroy();
      server.close();
      await program.ended;
    },
  };
  return clients;
};

/** The service with a stand-in for the agent; programs of the tests' Node count as the logon screen. */
export const startHostAlone = async (): Promise<InstalledPc> => {
  const pc = await newPc();
  const node = windowsPath(await nodeForWindows());
  mkdirSync(pc.wine.path(programs), { recursive: true });
  copyFileSync(join(testOutput, 'genkan-host.exe'), pc.wine.path(`${programs}\\genkan-host.exe`));
  await pc.setTest('AgentCommand', `"${node}" "${standIn('agent')}"`);
  await pc.setTest('AllowedImage', node);
  for (const command of [['install'], ['configure', '--server', 'https://gateway.example.jp'], ['start']]) {
    const { code, output } = await pc.host(...command);
    if (code !== 0) throw new Error(`genkan-host ${command.join(' ')} ended with ${code}: ${output}`);
  }
  await pc.ready();
  return pc;
};
