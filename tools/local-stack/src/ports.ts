import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

const listenOn = (port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('No address after listening.'));
        else resolve(address.port);
      });
    });
  });

/** A port of 127.0.0.1 that nobody listens on now. */
export const freePort = (): Promise<number> => listenOn(0);

const isFree = (port: number): Promise<boolean> =>
  listenOn(port).then(
    () => true,
    () => false,
  );

const readPorts = async (file: string): Promise<Record<string, number>> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, number>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
};

let writing: Promise<unknown> = Promise.resolve();

const keep = async (dataDir: string, name: string): Promise<number> => {
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, 'ports.json');
  const ports = await readPorts(file);
  const before = ports[name];
  if (before !== undefined && (await isFree(before))) return before;
  const taken = new Set(Object.values(ports));
  let port = await freePort();
  while (taken.has(port)) port = await freePort();
  await writeFile(file, `${JSON.stringify({ ...ports, [name]: port }, null, 2)}\n`);
  return port;
};

/**
 * The port that `name` had the last time in this data folder, or a free one that is kept from now on.
 * A port that somebody else took meanwhile is replaced.
 */
export const keptPort = (dataDir: string, name: string): Promise<number> => {
  const port = writing.then(() => keep(dataDir, name));
  writing = port.catch(() => undefined);
  return port;
};
