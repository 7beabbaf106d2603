import type { DatabaseSync } from 'node:sqlite';
import type { Adapter, AdapterConstructor, AdapterFactory, AdapterPayload } from 'oidc-provider';

const schema = `
CREATE TABLE IF NOT EXISTS oidc (
  model TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, uid TEXT, grant_id TEXT, expires_at INTEGER,
  PRIMARY KEY (model, id)) STRICT;
CREATE INDEX IF NOT EXISTS oidc_by_grant ON oidc (grant_id);
CREATE INDEX IF NOT EXISTS oidc_by_uid ON oidc (uid);
`;

/** What the OIDC provider remembers (logins, codes, grants), kept over a restart. */
export function createAdapter(database: DatabaseSync): AdapterFactory | AdapterConstructor {
  database.exec(schema);
  const upsert = database.prepare(`
    INSERT INTO oidc (model, id, body, uid, grant_id, expires_at) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (model, id) DO UPDATE SET body = excluded.body, uid = excluded.uid, grant_id = excluded.grant_id, expires_at = excluded.expires_at`);
  const byId = database.prepare('SELECT body FROM oidc WHERE model = ? AND id = ? AND (expires_at IS NULL OR expires_at > ?)');
  const byUid = database.prepare('SELECT body FROM oidc WHERE model = ? AND uid = ? AND (expires_at IS NULL OR expires_at > ?)');
  const consume = database.prepare(`UPDATE oidc SET body = json_set(body, '$.consumed', ?) WHERE model = ? AND id = ?`);
  const remove = database.prepare('DELETE FROM oidc WHERE model = ? AND id = ?');
  const removeGrant = database.prepare('DELETE FROM oidc WHERE grant_id = ?');
  const removeExpired = database.prepare('DELETE FROM oidc WHERE expires_at <= ?');

  const seconds = (): number => Math.floor(Date.now() / 1000);
  const read = (row: Record<string, unknown> | undefined): AdapterPayload | undefined => row && (JSON.parse(String(row['body'])) as AdapterPayload);

  return (model: string): Adapter => ({
    async upsert(id, payload, expiresIn) {
      removeExpired.run(seconds());
      upsert.run(model, id, JSON.stringify(payload), payload.uid ?? null, payload.grantId ?? null, expiresIn ? seconds() + expiresIn : null);
    },
    find: async (id) => read(byId.get(model, id, seconds())),
    findByUid: async (uid) => read(byUid.get(model, uid, seconds())),
    // Devices without a browser do not log in here.
    findByUserCode: async () => undefined,
    async consume(id) {
      consume.run(seconds(), model, id);
    },
    async destroy(id) {
      remove.run(model, id);
    },
    async revokeByGrantId(grantId) {
      removeGrant.run(grantId);
    },
  });
}
