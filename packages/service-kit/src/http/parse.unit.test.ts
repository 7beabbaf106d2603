import { describe, expect, test } from '@jest/globals';
import type { Request } from 'express';
import fc from 'fast-check';
import { z } from 'zod';
import { Problem } from '../errors/problem.ts';
import { parse } from './parse.ts';

const schema = z.object({
  body: z.object({ name: z.string().max(5), size: z.int().optional() }),
  params: z.object({ id: z.string() }),
  query: z.object({ q: z.string().optional() }),
});

const request = (parts: Partial<Record<'body' | 'params' | 'query' | 'headers', unknown>>): Request =>
  ({ params: { id: 'a' }, query: {}, headers: {}, ...parts }) as unknown as Request;

function refusal(parts: Parameters<typeof request>[0]): Problem {
  try {
    parse(schema, request(parts));
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('parse', () => {
  test('when all parts fit, then exactly their values come back', () => {
    expect(parse(schema, request({ body: { name: 'x' } }))).toEqual({ body: { name: 'x' }, params: { id: 'a' }, query: {} });
  });

  test.each([
    ['an unknown field', { name: 'x', admin: true }, 'body', 'unrecognized-keys'],
    ['a missing field', {}, 'body.name', 'invalid-type'],
    ['a wrong type', { name: 1 }, 'body.name', 'invalid-type'],
    ['an array for a string', { name: ['x'] }, 'body.name', 'invalid-type'],
    ['a query operator for a string', { name: { $ne: null } }, 'body.name', 'invalid-type'],
    ['too long a text', { name: 'toolong' }, 'body.name', 'too-big'],
    ['an array for the body', [], 'body', 'invalid-type'],
  ])('when the body has %s, then the field is named in both languages', (_what, body, path, code) => {
    const problem = refusal({ body });
    expect(problem.code).toBe('invalid-request');
    expect(problem.fields).toEqual([{ path, code, message: { ja: expect.stringMatching(/[ぁ-んァ-ン]/), en: expect.stringMatching(/^[A-Z]/) } }]);
  });

  test('when a prototype is smuggled in, then it is an unknown field and nothing is polluted', () => {
    const body: unknown = JSON.parse('{"name":"x","__proto__":{"polluted":true}}');
    expect(refusal({ body }).code).toBe('invalid-request');
    expect('polluted' in {}).toBe(false);
  });

  test('when a query parameter comes twice, then it is not taken for one', () => {
    expect(refusal({ body: { name: 'x' }, query: { q: ['a', 'b'] } }).fields?.[0]?.path).toBe('query.q');
  });

  test('when the body is no JSON, then the answer says so', () => {
    expect(refusal({ headers: { 'content-length': '3' } }).code).toBe('unsupported-media-type');
    expect(refusal({}).code).toBe('invalid-request');
  });

  test('when a schema has words of its own, then those are used', () => {
    const own = z.object({ body: z.object({ from: z.string() }).refine(() => false, { params: { ja: '逆です', en: 'Reversed' } }) });
    expect(() => parse(own, request({ body: { from: 'x' } }))).toThrow(expect.objectContaining({ fields: [expect.objectContaining({ message: { ja: '逆です', en: 'Reversed' } })] }));
    const plain = z.object({ body: z.object({ from: z.string('Say from when.') }) });
    expect(() => parse(plain, request({ body: {} }))).toThrow(expect.objectContaining({ fields: [expect.objectContaining({ message: 'Say from when.' })] }));
  });

  test('when anything at all is sent, then it is a value of the schema or an invalid-request', () => {
    fc.assert(
      fc.property(fc.anything(), (body) => {
        try {
          const { name } = parse(schema, request({ body })).body;
          return typeof name === 'string' && name.length <= 5;
        } catch (error) {
          return error instanceof Problem && error.code === 'invalid-request';
        }
      }),
    );
  });
});
