import { Problem } from '@genkan/service-kit';

const form = /^[\x21-\x7e]{1,200}$/;

/** The Idempotency-Key header of a creating call, if it has one; refuses one that is not 1 to 200 visible ASCII characters. */
export function idempotencyKey(key: string | undefined): string | undefined {
  if (key === undefined || form.test(key)) return key;
  throw new Problem('invalid-request', {
    fields: [
      {
        path: 'headers.idempotency-key',
        code: 'invalid-format',
        message: { ja: '1〜200 文字の英数字・記号にしてください', en: 'Must be 1 to 200 visible ASCII characters' },
      },
    ],
  });
}

export function requiredIdempotencyKey(header: string | undefined): string {
  const key = idempotencyKey(header);
  if (key === undefined) throw new Problem('idempotency-key-required');
  return key;
}
