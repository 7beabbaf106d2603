import type { IncomingMessage } from 'node:http';

/** The token of `Authorization: Bearer …`, if there is one of a sane form. */
export const bearerOf = (req: IncomingMessage): string | undefined => {
  const header = req.headers.authorization;
  return header !== undefined && header.length < 16_384 ? /^Bearer ([\w.~+/=-]+)$/.exec(header)?.[1] : undefined;
};
