import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../log.ts';
import type { ConsoleAccount } from '../logon-broker/logon-broker.ts';
import { answerFile, answerJson, answerNothing, answerPage } from './answers.ts';
import { consoleLifetimes, createConsoleSessions } from './console-sessions.ts';
import type { ConsoleLifetimes, ConsoleSession } from './console-sessions.ts';
import type { PageFiles } from './page-files.ts';
import { cookieName, cookieOf, refusalOf } from './request-gate.ts';

/** The page on which a person ties the account, registers a code and looks after the PC's part of Genkan (管理コンソール). */
export interface ClientConsole {
  /** The address of the page for this account; good once, for a minute. Starts the server when it does not run. */
  open(account: ConsoleAccount): Promise<string>;
  stop(): Promise<void>;
}

/** What the page can ask for; everything for the account of its session. */
export interface ConsoleServices {
  /** One message as the client console's pipe sends it. */
  message(account: ConsoleAccount, text: string): Promise<object>;
  about(account: ConsoleAccount): object;
  selfTest(): Promise<object>;
  supportBundle(account: ConsoleAccount): Promise<{ name: string; bytes: Uint8Array }>;
}

/** Longest body, in bytes; the same as a line of the pipe. */
const maxBody = 65_536;
const maxInFlight = 8;
/** How often an idle server is looked for, in milliseconds. */
const idleLookMs = 15_000;

export function createClientConsole(options: {
  services: ConsoleServices;
  pageFiles: () => Promise<PageFiles>;
  monotonic: () => number;
  lifetimes?: ConsoleLifetimes;
  log: Logger;
}): ClientConsole {
  const { services, log } = options;
  const sessions = createConsoleSessions(options.monotonic, options.lifetimes ?? consoleLifetimes);
  let running: Promise<{ server: Server; port: number; page: PageFiles }> | undefined;
  let idleLook: NodeJS.Timeout | undefined;
  let inFlight = 0;

  async function start() {
    const page = await options.pageFiles();
    const server = createServer({ maxHeaderSize: 16_384, requestTimeout: 10_000, headersTimeout: 5_000, keepAliveTimeout: 5_000 });
    server.maxConnections = 64;
    server.on('request', (request, response) => {
      const { port } = server.address() as AddressInfo;
      serve(request, response, { port, page }).catch((error: unknown) => {
        log.error('A request of the client console failed', { error });
        if (response.headersSent) response.destroy();
        else answerJson(response, 500, { code: 'internal' });
      });
    });
    // Only this machine, and by its number: a name could be turned elsewhere.
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
    idleLook = setInterval(() => {
      if (sessions.idle()) void stop();
    }, idleLookMs);
    idleLook.unref();
    const { port } = server.address() as AddressInfo;
    log.info('The client console listens', { port });
    return { server, port, page };
  }

  async function stop(): Promise<void> {
    clearInterval(idleLook);
    const started = running;
    running = undefined;
    const stopping = await started?.catch(() => undefined);
    if (stopping === undefined) return;
    stopping.server.closeAllConnections();
    await new Promise((resolve) => stopping.server.close(resolve));
    log.info('The client console has stopped');
  }

  async function serve(request: IncomingMessage, response: ServerResponse, { port, page }: { port: number; page: PageFiles }): Promise<void> {
    const method = request.method ?? '';
    const refused = refusalOf({ method, headers: request.headers }, port);
    if (refused !== undefined) {
      log.warn('A request that is not of the page was refused', { why: refused });
      return answerJson(response, 403, { code: refused });
    }
    const path = request.url?.split('?')[0];
    if (path === '/' && method === 'GET') return answerPage(response, page);
    if (inFlight >= maxInFlight) return answerJson(response, 503, { code: 'busy' });
    inFlight += 1;
    try {
      if (path === '/api/session' && method === 'POST') return await redeem(request, response, port);
      const key = request.headers['genkan-console-key'];
      const session = sessions.find(cookieOf(request.headers, port), typeof key === 'string' ? key : undefined);
      if (session === undefined) return answerJson(response, 401, { code: 'session-ended' });
      await serveSession(`${method} ${path}`, session, request, response);
    } finally {
      inFlight -= 1;
    }
  }

  async function redeem(request: IncomingMessage, response: ServerResponse, port: number): Promise<void> {
    const opened = sessions.redeem(await readText(request));
    if (opened === undefined) return answerJson(response, 403, { code: 'ticket-refused' });
    log.info('The client console was opened');
    const { cookie, key, session } = opened;
    answerJson(response, 201, { key, ...services.about(session.account) }, { 'set-cookie': `${cookieName(port)}=${cookie}; Path=/; HttpOnly; SameSite=Strict` });
  }

  async function serveSession(route: string, session: ConsoleSession, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { account } = session;
    switch (route) {
      case 'GET /api/session': return answerJson(response, 200, services.about(account));
      case 'POST /api/messages': return answerJson(response, 200, await services.message(account, await readText(request)));
      case 'POST /api/self-test': return answerJson(response, 200, await services.selfTest());
      case 'POST /api/support-bundle': {
        const { name, bytes } = await services.supportBundle(account);
        return answerFile(response, { name, type: 'application/zip', bytes });
      }
      case 'DELETE /api/session':
        sessions.end(session);
        return answerNothing(response);
      default: return answerJson(response, 404, { code: 'not-found' });
    }
  }

  return {
    async open(account) {
      // First, so that the server does not count as idle any more.
      const ticket = sessions.ticket(account);
      running ??= start();
      const { port } = await running.catch((error: unknown) => {
        running = undefined;
        throw error;
      });
      return `http://127.0.0.1:${port}/#${ticket}`;
    },
    stop,
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBody) throw new Error('The body is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
