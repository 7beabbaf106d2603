import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listening {
  port: number;
  /** Takes no new connections, lets requests under way end, then closes. */
  close(): Promise<void>;
}

/** Serves `app`. Port 0 takes a free one. Rejects when the port cannot be had. */
export async function listen(app: RequestListener, { host, port }: { host: string; port: number }): Promise<Listening> {
  const server = createServer(
    // Longer than the idle time of any client pool, so that it is the client who closes idle connections.
    { keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 30_000, maxHeaderSize: 32 * 1024 },
    app,
  );
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  await ready;
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const { promise: closed, resolve: done } = Promise.withResolvers<void>();
      server.close(() => done());
      server.closeIdleConnections();
      await closed;
    },
  };
}
