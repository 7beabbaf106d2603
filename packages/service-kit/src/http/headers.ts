import type { RequestHandler } from 'express';

/**
 * Headers of every answer that is data and not a page: never stored, never sniffed, never framed,
 * never run as a document. Pages of the console get their own, wider policy.
 */
export const dataHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export const setDataHeaders: RequestHandler = (_req, res, next) => {
  for (const name in dataHeaders) res.setHeader(name, dataHeaders[name] as string);
  next();
};
