import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHttpExchange } from '../../gateway-client/http-exchange.ts';
import { createNetworkProbe } from './network-probe.ts';

let folder: string;
const servers: Server[] = [];
const urls: Record<string, URL> = {};
let proxy: URL;
let closed: URL;

/** A self-signed certificate by openssl, for a name and a time of its own. */
function certificate(name: string, subject: string, days: string): { key: string; cert: string } {
  const [key, asked, cert] = ['key', 'csr', 'crt'].map((ending) => join(folder, `${name}.${ending}`)) as [string, string, string];
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  openssl('req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-subj', '/O=Test CA', '-addext', `subjectAltName=${subject}`, '-out', asked);
  openssl('x509', '-req', '-in', asked, '-signkey', key, '-days', days, '-copy_extensions', 'copy', '-out', cert);
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

let good: { key: string; cert: string };
let expired: { key: string; cert: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'probe-'));
  good = certificate('good', 'DNS:localhost,IP:127.0.0.1', '30');
  expired = certificate('expired', 'DNS:localhost', '-1');
  const other = certificate('other', 'DNS:elsewhere.example', '30');
  const healthy = (options: https.ServerOptions) => https.createServer(options, (req, res) => void res.writeHead(req.url === '/healthz' ? 200 : 404).end('{}'));
  for (const [name, pair] of Object.entries({ good, expired, other })) urls[name] = new URL(`https://localhost:${await listen(healthy(pair))}`);
  const tunnel = http.createServer();
  tunnel.on('connect', (req, socket) => {
    if (req.headers['proxy-authorization'] !== `Basic ${Buffer.from('taro:hunter2').toString('base64')}`) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const far = connect(Number(req.url?.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      far.pipe(socket).pipe(far);
    });
    far.on('error', () => socket.destroy());
    socket.on('error', () => far.destroy());
  });
  proxy = new URL(`http://taro:hunter2@127.0.0.1:${await listen(tunnel)}`);
  const gone = http.createServer();
  closed = new URL(`https://127.0.0.1:${await listen(gone)}`);
  gone.close();
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

const url = (name: string): URL => urls[name] ?? closed;
const probeOf = (server: URL, ca?: string) =>
  createNetworkProbe({ exchange: createHttpExchange({ server, ...(ca === undefined ? {} : { ca }) }), ...(ca === undefined ? {} : { ca }) });

describe('the network as the self-test sees it', () => {
  test('when all is right, then each step succeeds, also through a proxy with a password', async () => {
    const probe = probeOf(url('good'), good.cert);
    expect(await probe.resolve('localhost')).toMatchObject({ ok: true });
    expect(await probe.connect(url('good'))).toEqual({ ok: true });
    for (const via of [undefined, proxy]) expect(await probe.tls(url('good'), via)).toMatchObject({ ok: true, protocol: 'TLSv1.3', issuer: 'Test CA' });
    expect(await probe.health()).toEqual({ ok: true });
  });

  test('when a certificate is wrong, then the reason is told', async () => {
    expect(await probeOf(url('good')).tls(url('good'), undefined)).toEqual({ ok: false, code: 'DEPTH_ZERO_SELF_SIGNED_CERT', refusal: 'certificate-untrusted' });
    expect(await probeOf(url('expired'), expired.cert).tls(url('expired'), undefined)).toMatchObject({ refusal: 'certificate-expired' });
    expect(await probeOf(url('other'), readFileSync(join(folder, 'other.crt'), 'utf8')).tls(url('other'), undefined)).toMatchObject({ refusal: 'certificate-other-name' });
  });

  test('when the proxy refuses, the port is closed or the name is unknown, then so', async () => {
    const refusing = new URL(proxy);
    refusing.password = 'wrong';
    expect(await probeOf(url('good'), good.cert).tls(url('good'), refusing)).toMatchObject({ ok: false, refusal: 'proxy-refuses' });
    expect(await probeOf(closed).connect(closed)).toEqual({ ok: false, code: 'ECONNREFUSED' });
    expect(await probeOf(closed).health()).toEqual({ ok: false, code: 'ECONNREFUSED' });
    expect(await probeOf(closed).resolve('no-such-name.invalid')).toMatchObject({ ok: false });
  });
});
