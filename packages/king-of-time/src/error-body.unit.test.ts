import { describe, expect, test } from '@jest/globals';
import { upstreamErrors } from './error-body.ts';

describe('upstreamErrors', () => {
  test.each([
    ['the list form', { errors: [{ message: 'Bad Authentication.', code: 111 }, { message: 'Id is empty.', code: 222 }] }, [['111', 'Bad Authentication.'], ['222', 'Id is empty.']]],
    ['the flat form with a text code', { code: '303', message: 'Too Many Requests' }, [['303', 'Too Many Requests']]],
    ['the flat form with a number', { code: 303, message: 'Too Many Requests' }, [['303', 'Too Many Requests']]],
    ['the list form with text codes', { errors: [{ message: 'x', code: '9' }] }, [['9', 'x']]],
    ['a list item without a message', { errors: [{ code: 5 }] }, [['5', '']]],
    ['an empty list', { errors: [] }, []],
    ['an entity that has a code', { code: '1000', name: '本社' }, []],
    ['no JSON', undefined, []],
    ['a list answer', [{ code: '1', message: 'x' }], []],
    ['a broken list', { errors: [{ message: 'x' }] }, []],
  ])('when the body is %s, then its errors are read', (_name, body, expected) => {
    expect(upstreamErrors(body).map(({ code, message }) => [code, message])).toEqual(expected);
  });

  test('when a message is very long, then it is cut', () => {
    expect(upstreamErrors({ code: 1, message: 'x'.repeat(9_000) })[0]?.message).toHaveLength(500);
  });
});
