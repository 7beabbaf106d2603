import { Router } from 'express';
import { openApiDocument } from './open-api.ts';

/** The public API as OpenAPI 3.1, for people and generators. */
export function apiDocsRoutes(): Router {
  const document = openApiDocument();
  return Router().get(['/', '/openapi.json'], (_req, res) => void res.json(document));
}
