import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServiceAddresses } from '../config.ts';
import { serviceNames, type ServiceName } from '../config.ts';

/** A call that a service got from the gateway. */
export interface ReceivedCall {
  service: ServiceName;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

export type PlayedAnswer = { status: number; body?: unknown; headers?: Record<string, string> };

/** Plays the five services on real sockets: remembers what came, answers what the test says. */
export interface PlayedServices {
  addresses: ServiceAddresses;
  calls: ReceivedCall[];
  /** How the next calls are answered; by default 200 with what came. */
  answer: (call: ReceivedCall) => PlayedAnswer | 'hang-up';
  close(): Promise<void>;
}

export async function playServices(): Promise<PlayedServices> {
  const played: PlayedServices = {
    addresses: {} as ServiceAddresses,
    calls: [],
    answer: ({ service, path }) => ({ status: 200, body: { service, path } }),
    close: async () => void (await Promise.all(servers.map(({ stop }) => stop()))),
  };
  const servers = await Promise.all(serviceNames.map((name) => playService(name, played)));
  for (const { name, address } of servers) played.addresses[name] = address;
  return played;
}

async function playService(name: ServiceName, played: PlayedServices) {
  const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of req as AsyncIterable<Buffer>) body += chunk.toString();
    const call: ReceivedCall = { service: name, method: req.method ?? '', path: req.url ?? '', headers: req.headers as Record<string, string>, body };
    played.calls.push(call);
    const answer = played.answer(call);
    if (answer === 'hang-up') return void res.destroy();
    res.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  };
  const server = createServer((req, res) => void handle(req, res).catch(() => res.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { name, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}
