import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** `cut`: connections break at once. `black-hole`: they stand, and nothing comes through. */
export type Outage = 'cut' | 'black-hole';

/** The PC's network cable: a TCP relay in front of the gateway that can be cut, swallow everything or be slow. */
export interface Network {
  /** Where the agent finds the gateway. */
  readonly address: string;
  goOffline(outage: Outage): void;
  goOnline(): void;
  /** Holds back every piece of data by this many milliseconds, in each direction. */
  delay(ms: number): void;
  /** Leads new connections to another gateway. */
  leadTo(gateway: URL): void;
  close(): Promise<void>;
}

export async function startNetwork(firstGateway: URL): Promise<Network> {
  let gateway = firstGateway;
  let outage: Outage | undefined;
  let delayMs = 0;
  const sockets = new Set<Socket>();

  function hold(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  }

  function relay(from: Socket, to: Socket): void {
    from.on('data', (chunk) => {
      if (outage !== undefined) return;
      if (delayMs === 0) to.write(chunk);
      else setTimeout(() => to.write(chunk), delayMs);
    });
    from.on('close', () => {
      if (outage !== 'black-hole') to.destroy();
    });
  }

  function accept(near: Socket): void {
    hold(near);
    if (outage === 'cut') near.destroy();
    if (outage !== undefined) return;
    const far = connect(portOf(gateway), gateway.hostname);
    hold(far);
    relay(near, far);
    relay(far, near);
  }

  const server: Server = createServer(accept);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const dropAll = () => sockets.forEach((socket) => socket.destroy());

  return {
    // TLS reaches through to the gateway, whose local certificate is for this name.
    address: `${firstGateway.protocol}//${firstGateway.protocol === 'https:' ? 'localhost' : '127.0.0.1'}:${port}${firstGateway.pathname}`,
    goOffline(kind) {
      outage = kind;
      if (kind === 'cut') dropAll();
    },
    goOnline() {
      // Connections that were swallowed for a while have lost data; they cannot go on.
      dropAll();
      outage = undefined;
    },
    delay(ms) {
      delayMs = ms;
    },
    leadTo(next) {
      gateway = next;
      dropAll();
    },
    async close() {
      dropAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}
