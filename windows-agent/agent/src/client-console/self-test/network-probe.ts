import { lookup } from 'node:dns/promises';
import http from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import type { HttpExchange } from '../../gateway-client/http-exchange.ts';

export type Failure = { readonly ok: false; readonly code: string };

/** What can be seen of the network from here, one step at a time. Nothing here throws. */
export interface Probe {
  resolve(host: string): Promise<{ ok: true; address: string } | Failure>;
  /** Opens a TCP connection and closes it. */
  connect(to: URL): Promise<{ ok: true } | Failure>;
  /** TLS with the server, through the proxy if there is one. */
  tls(server: URL, proxy: URL | undefined): Promise<{ ok: true; protocol: string; issuer: string; validTo: string } | (Failure & { refusal: TlsRefusal })>;
  /** GET /healthz as the agent itself asks. */
  health(): Promise<{ ok: true } | Failure>;
}

export type TlsRefusal =
  | 'certificate-untrusted'
  | 'certificate-expired'
  | 'certificate-not-yet-valid'
  | 'certificate-other-name'
  | 'proxy-refuses'
  | 'tls-failed';

/** Longest time for one step, in milliseconds. */
const stepMs = 5_000;

/** OpenSSL's words for what is wrong with a certificate. */
const refusals: Readonly<Record<string, TlsRefusal>> = {
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-other-name',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-untrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-untrusted',
  CERT_UNTRUSTED: 'certificate-untrusted',
  CERT_REVOKED: 'certificate-untrusted',
  'proxy-refuses': 'proxy-refuses',
};

export function createNetworkProbe(options: { exchange: HttpExchange; ca?: string }): Probe {
  return {
    async resolve(host) {
      try {
        return { ok: true, address: (await lookup(bare(host))).address };
      } catch (error) {
        return failureOf(error);
      }
    },
    async connect(to) {
      try {
        (await openSocket(to)).destroy();
        return { ok: true };
      } catch (error) {
        return failureOf(error);
      }
    },
    async tls(server, proxy) {
      let socket: Socket | undefined;
      try {
        socket = proxy === undefined ? await openSocket(server) : await openTunnel(proxy, server);
        return { ok: true, ...(await shakeHands(socket, bare(server.hostname), options.ca)) };
      } catch (error) {
        const failure = failureOf(error);
        return { ...failure, refusal: refusals[failure.code] ?? 'tls-failed' };
      } finally {
        socket?.destroy();
      }
    },
    async health() {
      try {
        const { status } = await options.exchange({ method: 'GET', path: '/healthz', headers: {}, budgetMs: stepMs });
        return status === 200 ? { ok: true } : { ok: false, code: `http-${status}` };
      } catch (error) {
        return failureOf(error);
      }
    },
  };
}

const bare = (host: string) => host.replace(/^\[|\]$/g, '');
const portOf = (url: URL) => (url.port !== '' ? Number(url.port) : url.protocol === 'https:' ? 443 : 80);

function failureOf(error: unknown): Failure {
  const { code: word, message } = error as Partial<NodeJS.ErrnoException>;
  const code = word ?? message ?? 'error';
  // Some errors repeat what they were given; only a code word is shown.
  return { ok: false, code: /^[\w-]{1,64}$/.test(code) ? code : 'error' };
}

function openSocket(to: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: bare(to.hostname), port: portOf(to) });
    socket.setTimeout(stepMs, () => socket.destroy(new Error('timeout')));
    socket.once('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

function openTunnel(proxy: URL, server: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const to = `${server.hostname}:${portOf(server)}`;
    const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
    const authorization = proxy.username === '' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
    const request = http.request({
      host: bare(proxy.hostname),
      port: portOf(proxy),
      method: 'CONNECT',
      path: to,
      headers: { host: to, ...authorization },
      signal: AbortSignal.timeout(stepMs),
    });
    request.once('error', reject);
    request.once('connect', (response, socket: Socket) => {
      if (response.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new Error('proxy-refuses'));
    });
    request.end();
  });
}

function shakeHands(socket: Socket, host: string, ca: string | undefined): Promise<{ protocol: string; issuer: string; validTo: string }> {
  return new Promise((resolve, reject) => {
    // An address has no name to send; the certificate is judged by the address all the same.
    const name = /^[\d.]+$|:/.test(host) ? {} : { servername: host };
    const secured = tls.connect({ socket, host, ...name, ...(ca === undefined ? {} : { ca }) });
    const timer = setTimeout(() => secured.destroy(new Error('timeout')), stepMs);
    secured.once('error', (error: Error) => {
      clearTimeout(timer);
      reject(error);
    });
    secured.once('secureConnect', () => {
      clearTimeout(timer);
      const { issuer, valid_to: validTo } = secured.getPeerCertificate();
      resolve({
        protocol: secured.getProtocol() ?? '',
        issuer: String(issuer?.O ?? issuer?.CN ?? ''),
        validTo: Number.isNaN(Date.parse(validTo)) ? '' : new Date(validTo).toISOString().slice(0, 10),
      });
      secured.destroy();
    });
  });
}
