import { errorTable } from '@genkan/service-kit';
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { agentRoutes, sessionEventsPath } from '../agent-api/agent-routes.ts';
import { consoleRoutes } from '../console-api/console-routes.ts';
import type { ForwardedRoute, GuardName } from '../forwarding/route-table.ts';
import { operatorRoutes } from '../operator-api/operator-routes.ts';
import { agentSessionEvent, mostEvents } from '../session-events/agent-session-event.schema.ts';

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(errorTable) as [string, ...string[]]),
    id: z.string().meta({ description: 'The same id stands in the logs.' }),
    detail: z.string().optional(),
    fields: z.array(z.object({ path: z.string(), message: z.unknown(), code: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457; rely on `code`.' });

const problems = { default: { description: 'Refused or failed', content: { 'application/problem+json': { schema: problem } } } };

const security: Record<GuardName, Record<string, string[]>[]> = {
  device: [{ deviceToken: [] }],
  source: [],
  administrator: [{ session: [], csrf: [] }],
  'all-access': [{ session: [], csrf: [] }],
  operator: [{ operatorToken: [] }],
};

const batchResults = z.object({
  results: z.array(
    z.union([
      z.object({ eventId: z.string(), result: z.literal('accepted') }),
      z.object({ eventId: z.string(), result: z.literal('rejected'), code: z.literal('invalid-event'), detail: z.string() }),
    ]),
  ),
  serverTime: z.iso.datetime(),
});

const sessionEvents: ZodOpenApiOperationObject = {
  summary: 'Record session events of a PC; each is accepted or rejected by itself.',
  security: security.device,
  requestBody: { content: { 'application/json': { schema: z.object({ events: z.array(agentSessionEvent).min(1).max(mostEvents) }) } } },
  responses: { 200: { description: 'One result for each event, in order', content: { 'application/json': { schema: batchResults } } }, ...problems },
};

/** Every route of the gateway, made from the tables it routes by, so that none can be left out. */
export function openApiDocument(): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = { [sessionEventsPath]: { post: sessionEvents } };
  for (const route of [...agentRoutes, ...consoleRoutes, ...operatorRoutes]) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  paths['/api/console/v1/session'] = {
    get: { summary: 'Who is logged in, and the token that changes carry.', security: [{ session: [] }], responses: { 200: { description: 'The session' }, ...problems } },
    delete: { summary: 'Log out.', security: security.administrator, responses: { 204: { description: 'Logged out' }, ...problems } },
  };
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'Genkan', version: '1', description: 'APIs of the agent, the console and the operator.' },
    paths,
    components: {
      securitySchemes: {
        deviceToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'From /api/agent/v1/token.' },
        operatorToken: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-genkan-session' },
        csrf: { type: 'apiKey', in: 'header', name: 'genkan-csrf', description: 'On every call that changes something.' },
      },
    },
  });
}

function operationOf({ service, guard, path }: ForwardedRoute): ZodOpenApiOperationObject {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name as string);
  return {
    tags: [service],
    security: security[guard],
    ...(guard === 'all-access' ? { description: 'Administrators with all rights only.' } : {}),
    parameters: names.map((name) => ({ name, in: 'path' as const, required: true, schema: { type: 'string' as const } })),
    responses: { '2XX': { description: 'Done' }, ...problems },
  };
}
