import { LogonMethodJson, LogonMethodList } from '@genkan/logon-policy';
import { z } from 'zod';
import { ulid } from '../http/fields.ts';

const strictMethods = z.array(LogonMethodJson.strict()).pipe(LogonMethodList);

/** PUT /api/console/v1/groups/:groupId/logon-methods */
export const ChangeLogonMethodsRequest = z.object({
  params: z.strictObject({ groupId: ulid }),
  body: z.strictObject({ methods: strictMethods }),
});
