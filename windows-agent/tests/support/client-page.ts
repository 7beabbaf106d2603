/** The client console's page, as its script talks to the agent. */
export interface ClientPage {
  message(t: string, fields?: Readonly<Record<string, string>>): Promise<Readonly<Record<string, unknown>>>;
}

/** Takes the ticket of the address that the launcher opened. @throws Error when it is refused */
export const openClientPage = async (address: string): Promise<ClientPage> => {
  const { origin, hash } = new URL(address);
  const opened = await fetch(`${origin}/api/session`, { method: 'POST', headers: { origin, 'content-type': 'text/plain' }, body: hash.slice(1) });
  if (opened.status !== 201) throw new Error(`The client console refused the ticket: ${opened.status}`);
  const { key } = (await opened.json()) as { key: string };
  const cookie = opened.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
  let last = 0;
  return {
    async message(t, fields = {}) {
      const body = JSON.stringify({ v: 1, id: `test-${(last += 1)}`, t, ...fields });
      const answer = await fetch(`${origin}/api/messages`, { method: 'POST', headers: { origin, cookie, 'genkan-console-key': key, 'content-type': 'text/plain' }, body });
      return (await answer.json()) as Record<string, unknown>;
    },
  };
};
