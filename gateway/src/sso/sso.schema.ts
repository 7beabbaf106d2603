import { z } from 'zod';

const loginRequest = z
  .strictObject({
    iss: z.url().max(500),
    client_id: z.string().min(1).max(200).optional(),
    login_hint: z.string().max(500).optional(),
    target_link_uri: z.string().max(2_000).optional(),
  })
  .transform(({ iss, client_id, login_hint, target_link_uri }) => ({
    iss,
    clientId: client_id,
    loginHint: login_hint,
    targetLinkUri: target_link_uri,
  }));

export const loginByLink = z.object({ query: loginRequest });
export const loginByForm = z.object({ body: loginRequest });
