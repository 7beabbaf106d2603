import { connect } from 'node:net';
import { join } from 'node:path';
import { type Log, silent } from '../log.ts';
import { keptPort } from '../ports.ts';
import { type Server, startServer } from './server.ts';

export interface SmtpServer extends Server {
  /** Where to send: smtp://host:port, without TLS and login. */
  readonly url: string;
  /** Where to read: pages, and JSON (newest first) at `/api/email`. */
  readonly page: string;
}

export interface SmtpOptions {
  readonly dataDir: string;
  readonly log?: Log;
}

const greets = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const answer = (greeted: boolean): void => {
      socket.destroy();
      resolve(greeted);
    };
    socket.once('data', (data) => answer(data.toString().startsWith('220')));
    socket.once('error', () => answer(false));
  });

/** A mail server that shows every mail instead of sending it. */
export const startSmtp = async ({ dataDir, log = silent }: SmtpOptions): Promise<SmtpServer> => {
  const port = await keptPort(dataDir, 'smtp');
  const page = `http://127.0.0.1:${await keptPort(dataDir, 'mail-page')}`;
  const server = await startServer({
    log,
    name: 'smtp',
    command: process.execPath,
    args: ['--enable-source-maps', join(import.meta.dirname, '..', 'smtp', 'main.ts'), String(port), new URL(page).port, join(dataDir, 'smtp')],
    logFile: join(dataDir, 'log', 'smtp.log'),
    readyWithinMs: 30_000,
    ready: async () => (await greets(port)) && (await fetch(`${page}/api/email`)).ok,
  });
  log(`Mail catcher: ${page}`);
  return Object.assign(server, { url: `smtp://127.0.0.1:${port}`, page });
};
