import type { DeviceGuard } from '../devices/device-guard.ts';
import { subjectOf } from '../forwarding/passage.ts';
import type { FastRoute } from '../http/front.ts';
import { readJson } from '../http/read-body.ts';
import { sendJson } from '../http/send-json.ts';
import type { Limiter } from '../limits/limits.ts';
import { sessionEventsPath } from '../agent-api/agent-routes.ts';
import type { RecordSessionEvents } from './record-session-events.ts';
import type { IncomingMessage } from 'node:http';

export interface SessionEventsRouteParts {
  device: DeviceGuard;
  limiter: Limiter;
  record: RecordSessionEvents;
  addressOf: (req: IncomingMessage) => string;
}

export const sessionEventsRoute = ({ device, limiter, record, addressOf }: SessionEventsRouteParts): FastRoute => ({
  name: sessionEventsPath,
  async handle(req, res) {
    const caller = device(req, addressOf(req));
    await limiter.charge('device-calls', subjectOf(caller));
    sendJson(res, 200, await record(await readJson(req), caller));
  },
});
