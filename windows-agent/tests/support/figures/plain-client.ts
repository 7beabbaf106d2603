import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Stack } from '../stack.ts';

/** The agent's check without Windows: one kept connection of node:https to the same TLS front. Answers with milliseconds. */
export interface PlainClient {
  check(token: string, windowsSid: string, code: string): Promise<number>;
  close(): void;
}

export const plainClient = (stack: Stack): PlainClient => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: readFileSync(stack.front.caFile) });
  return {
    async check(token, windowsSid, code) {
      const body = JSON.stringify({ checkId: randomUUID(), windowsSid, scenario: 'logon', factors: ['password', 'otp'], code });
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const begun = performance.now();
      const sent = request(`${stack.front.url}/api/agent/v1/logon-checks`, { method: 'POST', agent, headers });
      sent.end(body);
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      const said = await text(answer);
      const taken = performance.now() - begun;
      if (!said.includes('"accepted"')) throw new Error(`The plain client was answered ${answer.statusCode}: ${said}`);
      return taken;
    },
    close: () => agent.destroy(),
  };
};
