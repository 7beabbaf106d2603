import { randomBytes } from 'node:crypto';
import helmet from 'helmet';
import type { Request, Response } from 'express';

/**
 * Sets the headers of a page of the console and returns the nonce that its own scripts and styles
 * carry; whatever else is injected into the page does not run.
 */
export async function setPageHeaders(req: Request, res: Response, publicUrl: URL): Promise<string> {
  const nonce = randomBytes(16).toString('base64');
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", `'nonce-${nonce}'`, "'strict-dynamic'"],
        styleSrc: ["'self'", `'nonce-${nonce}'`],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        // The router of the console needs a base; it can only ever be this origin.
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
        ...(publicUrl.protocol === 'https:' ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: true },
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  });
  await new Promise<void>((resolve, reject) =>
    headers(req, res, (error?: unknown) => (error === undefined ? resolve() : reject(new Error('the headers cannot be set', { cause: error })))),
  );
  res.setHeader('cache-control', 'no-store');
  res.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()');
  return nonce;
}
