import { checkBaseUrl } from '@genkan/king-of-time';
import { z } from 'zod';
import { ulid } from '../http/fields.ts';
import { deliveries } from './attendance-connection.ts';

const problems = {
  'not-a-url': { ja: 'URL の形式ではありません。https:// から始まるアドレスを入力してください。', en: 'This is not a URL. Give an address that begins with https://.' },
  'not-http': { ja: 'https:// から始まるアドレスを入力してください。', en: 'Give an address that begins with https://.' },
  'not-encrypted': { ja: 'https:// から始まるアドレスを入力してください。http:// ではトークンが暗号化されません（同じ機械の中だけ使えます）。', en: 'Give an address that begins with https://. Over http:// the token would travel in the clear; it is for this machine alone.' },
  'has-credentials': { ja: 'アドレスにユーザー名やパスワードを含めないでください。', en: 'The address must not hold a user name or password.' },
  'has-query-or-fragment': { ja: 'アドレスに ? や # を含めないでください。', en: 'The address must not hold ? or #.' },
} as const;

const baseUrl = z.string().max(500).transform((text, context) => {
  const checked = checkBaseUrl(text);
  if ('url' in checked) return checked.url;
  context.addIssue({ code: 'custom', params: problems[checked.problem] });
  return z.NEVER;
});

/** Visible ASCII: what can stand in a header. */
const token = z.string().regex(/^[\x21-\x7e]{1,500}$/);

export const SetConnectionRequest = z.object({
  params: z.strictObject({ companyId: ulid }),
  body: z.strictObject({ baseUrl, token, delivery: z.enum(deliveries) }),
});
