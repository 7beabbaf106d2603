import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { testServers } from '@genkan/test-kit';

/** An address where Kafka is said to be: nobody listens there until the door is opened. */
export interface ClosedDoor {
  address: string;
  /** From now on it leads to the real broker. */
  open(): Promise<void>;
  close(): Promise<void>;
}

export async function closedDoor(): Promise<ClosedDoor> {
  const sockets = new Set<Socket>();
  const [host = '', port = ''] = (testServers().kafkaBrokers[0] ?? '').split(':');
  const probe = createServer();
  const own = await listen(probe, 0);
  await close(probe);
  const door = createServer((inside) => {
    const outside = connect(Number(port), host);
    for (const socket of [inside, outside]) sockets.add(socket.on('error', () => undefined));
    inside.pipe(outside).pipe(inside);
  });
  return {
    address: `127.0.0.1:${own}`,
    open: async () => void (await listen(door, own)),
    async close() {
      for (const socket of sockets) socket.destroy();
      if (door.listening) await close(door);
    },
  };
}

const listen = (server: Server, at: number): Promise<number> =>
  new Promise((resolve) => server.listen(at, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

const close = (server: Server): Promise<unknown> => new Promise((resolve) => server.close(resolve));
