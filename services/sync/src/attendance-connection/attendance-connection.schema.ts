import { checkBaseUrl } from '@genkan/king-of-time';
import { z } from 'zod';
import { ulid } from '../http/fields.ts';
import { deliveries } from './attendance-connection.ts';

const problems = {
  'not-a-url': { ja: 'URL の形式ではありません。https:// から始まるアドレスを入力してください。', en: 'This is not a URL. Give an address that begins with https://.' },
  'not-http': { ja: 'http または https のアドレスを入力してください。', en: 'Give an http or https address.' },
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
