import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { openssl, run } from '@genkan/windows-build';
import { type BlackHole, openBlackHole } from './black-hole.ts';

/** Ends TLS before a gateway, with a certificate of an authority made for this run. The agent speaks https only. */
export interface TlsFront {
  readonly url: string;
  /** PEM of the authority, as a file. */
  readonly caFile: string;
  /** How long the gateway took to begin each answer, in milliseconds. */
  readonly answerTimes: readonly number[];
  /** How PCs reach the server from now on: `cut` breaks every connection, `silent` answers nothing. */
  become(state: 'open' | 'cut' | 'silent'): void;
  /** As if the cable were pulled: open connections stay and carry nothing, new ones get no answer, not even a refusal. */
  vanish(): Promise<void>;
  reappear(): Promise<void>;
  close(): Promise<void>;
}

const certificates = async (folder: string): Promise<{ key: Buffer; cert: Buffer; caFile: string }> => {
  await mkdir(folder, { recursive: true });
  const ssl = await openssl();
  const make = (...args: string[]): Promise<string> => run(ssl, args, { cwd: folder });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await writeFile(join(folder, 'server.ext'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n');
  await make('req', '-x509', ...curve, '-days', '2', '-subj', '/CN=Genkan test authority', '-keyout', 'ca.key', '-out', 'ca.pem');
  await make('req', ...curve, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr');
  await make('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'server.ext', '-out', 'server.pem');
  const read = (name: string): Promise<Buffer> => readFile(join(folder, name));
  return { key: await read('server.key'), cert: await read('server.pem'), caFile: join(folder, 'ca.pem') };
};

export const startTlsFront = async (target: string, folder: string): Promise<TlsFront> => {
  const { key, cert, caFile } = await certificates(folder);
  const open = new Set<Socket>();
  const answerTimes: number[] = [];
  let state: 'open' | 'cut' | 'silent' = 'open';
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => open.delete(socket));
  };
  const server = createServer({ key, cert }, (socket) => {
    keep(socket);
    if (state === 'silent') return void socket.resume();
    const onward = connect(Number(new URL(target).port), '127.0.0.1');
    keep(onward);
    let asked: number | undefined;
    socket.on('data', () => void (asked = performance.now()));
    onward.on('data', () => {
      if (asked !== undefined) answerTimes.push(performance.now() - asked);
      asked = undefined;
    });
    socket.pipe(onward).pipe(socket);
    socket.once('close', () => onward.destroy());
    onward.once('close', () => socket.destroy());
  });
  server.on('connection', (socket: Socket) => {
    keep(socket);
    if (state === 'cut') socket.destroy();
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  let hole: BlackHole | undefined;
  const reappear = async (): Promise<void> => {
    if (hole === undefined) return;
    await hole.close();
    hole = undefined;
    breakAll();
    await listen(port);
  };
  const breakAll = (): void => open.forEach((socket) => socket.destroy());
  return {
    url: `https://127.0.0.1:${port}`,
    caFile,
    answerTimes,
    become(next) {
      state = next;
      breakAll();
    },
    async vanish() {
      open.forEach((socket) => socket.unpipe().pause());
      server.close();
      hole = await openBlackHole(port);
    },
    reappear,
    async close() {
      await reappear();
      server.close();
      breakAll();
      await once(server, 'close');
    },
  };
};
