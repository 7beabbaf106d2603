import type { HttpExchange } from './http-exchange.ts';

/** An exchange whose proxy the host must be asked for. Asked at the first request and again after a failure, because laptops change networks. */
export function createProxiedExchange(options: {
  /** undefined: no proxy. */
  findProxy: () => Promise<string | undefined>;
  exchangeVia: (proxy: string | undefined) => HttpExchange;
}): HttpExchange {
  let known: { proxy: string | undefined; exchange: HttpExchange } | undefined;
  let failed = true;

  return async (request) => {
    if (failed || known === undefined) {
      const proxy = await options.findProxy();
      if (known === undefined || known.proxy !== proxy) known = { proxy, exchange: options.exchangeVia(proxy) };
      failed = false;
    }
    try {
      return await known.exchange(request);
    } catch (error) {
      failed = true;
      throw error;
    }
  };
}
