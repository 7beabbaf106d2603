import { PasswordKeeping, enforcements } from '@genkan/logon-policy';
import { z } from 'zod';

/** PUT /api/console/v1/agent-settings */
export const ChangeAgentSettingsRequest = z.object({
  body: z.strictObject({
    enforcement: z.enum(enforcements),
    passwordKeeping: PasswordKeeping.strict().refine(({ users, administrators }) => users || !administrators, {
      path: ['administrators'],
      params: {
        ja: '管理者のパスワードを保存するには、利用者のパスワードの保存を有効にしてください',
        en: 'Passwords of administrators can be kept only where those of users are',
      },
    }),
  }),
});
