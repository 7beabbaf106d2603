import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createBrowser } from './browser.ts';

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const part of request) text += String(part);
  return text;
};

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      const body = await bodyOf(request);
      if (request.url === '/start') response.writeHead(302, { location: '/form', 'set-cookie': ['a=1; HttpOnly', 'gone=1'] }).end();
      else if (request.url === '/form') {
        response
          .writeHead(200, { 'set-cookie': 'gone=; Max-Age=0' })
          .end('<form action="/other"></form><form method="post" action="/login?x=1&amp;y=2"><input type=hidden name="state" value="a&quot;b"><input name="account"><input type="password" name="password"></form>');
      } else response.end(JSON.stringify({ url: request.url, method: request.method, cookie: request.headers.cookie, body }));
    })();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test('when a page leads on and shows a login form, then the form goes out with cookies and hidden values', async () => {
  const browser = createBrowser();
  const form = await browser.open(`${url}/start`);
  expect(form.url).toBe(`${url}/form`);
  const landed = await browser.submit(form, { account: 'admin', password: 'ぱす&' });
  expect(JSON.parse(landed.text)).toEqual({
    url: '/login?x=1&y=2',
    method: 'POST',
    cookie: 'a=1',
    body: new URLSearchParams({ state: 'a"b', account: 'admin', password: 'ぱす&' }).toString(),
  });
});

test('when a page has no form, then submitting says so', async () => {
  const browser = createBrowser();
  await expect(browser.submit(await browser.open(`${url}/plain`), {})).rejects.toThrow('has no form');
});
