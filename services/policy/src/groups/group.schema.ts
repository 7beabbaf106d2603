import { z } from 'zod';
import { breakThreshold, cursorText, ianaZone, languageWord, shortText, ulid } from '../http/fields.ts';

const entry = z.strictObject({
  name: shortText(100),
  language: languageWord,
  timeZone: ianaZone,
  breakThresholdMinutes: breakThreshold,
});
const groupPath = z.strictObject({ groupId: ulid });

export const ListGroupsRequest = z.object({
  query: z.strictObject({ cursor: cursorText.optional(), limit: z.coerce.number().int().min(1).max(500).default(200) }),
});
export const CreateGroupRequest = z.object({ body: entry });
export const ChangeGroupRequest = z.object({ params: groupPath, body: entry });
export const GroupRequest = z.object({ params: groupPath });
export const MembersRequest = z.object({
  params: groupPath,
  body: z.strictObject({ userIds: z.array(z.string().min(1).max(64)).min(1).max(1000) }),
});
