import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Demo, type Genkan, provision, type Servers, startGenkan, startServers } from '@genkan/local-stack';
import { startTlsFront, type TlsFront } from './tls-front.ts';

/** All processes of Genkan with the demo company, and the door of TLS through which a real PC comes in. */
export interface Stack {
  readonly folder: string;
  readonly servers: Servers;
  readonly genkan: Genkan;
  readonly demo: Demo;
  readonly front: TlsFront;
  end(): Promise<void>;
}

export const startStack = async (): Promise<Stack> => {
  const folder = await mkdtemp(join(tmpdir(), 'genkan-windows-stack-'));
  const ends: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const end = async (): Promise<void> => {
    for (const step of ends.splice(0).reverse()) await step();
  };
  try {
    const servers = await startServers({ dataDir: folder, useGiven: false });
    ends.push(() => servers.stop());
    const genkan = await startGenkan({ servers, dataDir: folder, console: false });
    ends.push(() => genkan.stop());
    const front = await startTlsFront(genkan.gateways[0]!.url, join(folder, 'tls'));
    ends.push(() => front.close());
    return { folder, servers, genkan, demo: await provision({ genkan, dataDir: folder }), front, end };
  } catch (error) {
    await end();
    throw error;
  }
};
