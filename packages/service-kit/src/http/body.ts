import express, { type RequestHandler } from 'express';

/** Largest accepted request body in bytes. */
export const bodyLimit = 256 * 1024;

/** JSON objects and arrays only; a larger or broken body is refused before any route sees it. */
export const jsonBody: RequestHandler = express.json({ limit: bodyLimit, strict: true });

/** For the one route that takes a form (RFC 7523). A field sent twice becomes an array, which no schema takes for a string. */
export const formBody: RequestHandler = express.urlencoded({ extended: false, limit: 16 * 1024, parameterLimit: 20 });
